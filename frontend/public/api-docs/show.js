// Its own file, because the page's policy forbids inline scripts.
SwaggerUIBundle({
  url: '/openapi.json',
  dom_id: '#document',
  deepLinking: true,
  // The default asks a public validator about the document; nothing here talks to anybody else.
  validatorUrl: null,
});
