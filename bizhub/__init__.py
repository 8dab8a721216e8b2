"""BizHub: people, partners, ad accounts and figures of a company in one hub."""
