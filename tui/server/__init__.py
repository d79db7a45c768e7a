"""The embedded HSDS server: a folder of TOML files, published (extra `server`)."""
