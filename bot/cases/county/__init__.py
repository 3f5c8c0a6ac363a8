"""What other case systems of the county may read of ours, as FHIR R4, and how they hear that it changed."""
