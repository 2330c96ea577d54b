"""The words of a result: template, language model and fact check, and the paper they are printed on."""
