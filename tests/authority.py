"""A certificate authority for servers of tests."""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


@dataclass
class Authority:
    """A certificate authority of this test run alone."""

    folder: Path

    def __post_init__(self) -> None:
        """Make the authority's own key and certificate."""
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Test authority")])
        self.pem = self._certificate("authority", self.key, timedelta(days=1), is_authority=True)

    def server(
        self, host: str = "supplier.example", lasts: timedelta = timedelta(days=1)
    ) -> ssl.SSLContext:
        """Make the TLS context of a server with that name."""
        key = ec.generate_private_key(ec.SECP256R1())
        file = self.folder / f"{host}.pem"
        secret = key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        file.write_bytes(secret + self._certificate(host, key, lasts).encode())
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(file)
        return context

    def _certificate(
        self,
        host: str,
        key: ec.EllipticCurvePrivateKey,
        lasts: timedelta,
        *,
        is_authority: bool = False,
    ) -> str:
        now = datetime.now(UTC)
        subject = self.name if is_authority else x509.Name([])
        builder = (
            x509.CertificateBuilder(issuer_name=self.name, subject_name=subject)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=2))
            .not_valid_after(now + lasts)
            .add_extension(x509.BasicConstraints(is_authority, None), critical=True)
            .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        )
        signed = builder.sign(self.key, hashes.SHA256())
        return signed.public_bytes(serialization.Encoding.PEM).decode()
