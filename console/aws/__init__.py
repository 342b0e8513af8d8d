"""AWS: sessions, identity, errors. The only package that imports boto3."""
