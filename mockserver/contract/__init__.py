"""Reading contracts: rules, routing view, validators."""
