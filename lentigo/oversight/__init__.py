"""What administrators read of other persons' submissions, where a setting lets them; each time the audit says so."""
