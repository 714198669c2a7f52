"""
Generated traffic: Schemathesis over the contracts, and sequences against a small model.

It can be used in three ways:

- ``schemathesis --config-file sandbox.toml run openapi/<vendor>.yaml --url URL`` loads ``hooks``,
  which make what is generated acceptable to the vendor and add our rules
- ``schemathesis_run`` runs the same command as a part of our own run and reads its report
- ``state_model`` sends random sequences to one target and compares it with a model

``adapter`` alone uses names of Schemathesis that its documentation does not promise.
"""
