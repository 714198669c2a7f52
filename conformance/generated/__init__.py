"""
Generated traffic: Schemathesis over the contracts, and sequences against a small model.

Three ways in:

- ``schemathesis --config-file sandbox.toml run openapi/<vendor>.yaml --url URL`` loads ``hooks``,
  which make what is generated acceptable to the vendor and add our rules
- ``child`` runs the same command as a part of our own run and reads its report
- ``machine`` drives one target through random sequences and compares it with a model

``adapter`` alone knows names of Schemathesis that its documentation does not promise.
"""
