"""The service directory"""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "directory_import",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("package", sa.String(length=80), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added", sa.Integer(), nullable=False),
        sa.Column("updated", sa.Integer(), nullable=False),
        sa.Column("unchanged", sa.Integer(), nullable=False),
        sa.Column("withdrawn", sa.Integer(), nullable=False),
        sa.Column("faults", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_directory_import")),
    )
    with op.batch_alter_table("directory_import", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_directory_import_content_hash"), ["content_hash"], unique=False)
        batch_op.create_index(batch_op.f("ix_directory_import_package"), ["package"], unique=False)

    op.create_table(
        "directory_report",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("service_at_location_id", sa.String(length=36), nullable=False),
        sa.Column("reporter", sa.String(length=64), nullable=False),
        sa.Column("outcome", sa.String(length=16), nullable=False),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("hid_listing_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("checked_by", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_directory_report")),
        sa.UniqueConstraint(
            "service_at_location_id",
            "reporter",
            "reported_at",
            name=op.f("uq_directory_report_service_at_location_id_reporter_reported_at"),
        ),
    )
    with op.batch_alter_table("directory_report", schema=None) as batch_op:
        batch_op.create_index("ix_directory_report_open", ["service_at_location_id", "checked_at"], unique=False)

    op.create_table(
        "hsds_meta_table_description",
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("language", sa.Text(), nullable=True),
        sa.Column("character_set", sa.Text(), nullable=True),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("origin", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hsds_meta_table_description")),
    )
    with op.batch_alter_table("hsds_meta_table_description", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_hsds_meta_table_description_origin"), ["origin"], unique=False)

    op.create_table(
        "hsds_metadata",
        sa.Column("resource_id", sa.String(length=36), nullable=False),
        sa.Column("resource_type", sa.String(length=40), nullable=False),
        sa.Column("last_action_date", sa.Date(), nullable=False),
        sa.Column("last_action_type", sa.Text(), nullable=False),
        sa.Column("field_name", sa.Text(), nullable=False),
        sa.Column("previous_value", sa.Text(), nullable=False),
        sa.Column("replacement_value", sa.Text(), nullable=False),
        sa.Column("updated_by", sa.Text(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("origin", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hsds_metadata")),
    )
    with op.batch_alter_table("hsds_metadata", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_hsds_metadata_origin"), ["origin"], unique=False)
        batch_op.create_index("ix_hsds_metadata_resource", ["resource_id", "resource_type"], unique=False)

    op.create_table(
        "hsds_organization",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("alternate_name", sa.Text(), nullable=True),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("website", sa.Text(), nullable=True),
        sa.Column("tax_status", sa.Text(), nullable=True),
        sa.Column("tax_id", sa.Text(), nullable=True),
        sa.Column("year_incorporated", sa.Float(), nullable=True),
        sa.Column("legal_status", sa.Text(), nullable=True),
        sa.Column("logo", sa.Text(), nullable=True),
        sa.Column("uri", sa.Text(), nullable=True),
        sa.Column("parent_organization_id", sa.Text(), nullable=True),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("origin", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hsds_organization")),
    )
    with op.batch_alter_table("hsds_organization", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_hsds_organization_origin"), ["origin"], unique=False)

    op.create_table(
        "hsds_taxonomy",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("uri", sa.Text(), nullable=True),
        sa.Column("version", sa.Text(), nullable=True),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("origin", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hsds_taxonomy")),
    )
    with op.batch_alter_table("hsds_taxonomy", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_hsds_taxonomy_origin"), ["origin"], unique=False)

    op.create_table(
        "hsds_unit",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("scheme", sa.Text(), nullable=True),
        sa.Column("identifier", sa.Text(), nullable=True),
        sa.Column("uri", sa.Text(), nullable=True),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("origin", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hsds_unit")),
    )
    with op.batch_alter_table("hsds_unit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_hsds_unit_origin"), ["origin"], unique=False)

    op.create_table(
        "hsds_location",
        sa.Column("location_type", sa.String(length=24), nullable=False),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("organization_id", sa.String(length=36), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("alternate_name", sa.Text(), nullable=True),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("transportation", sa.Text(), nullable=True),
        sa.Column("latitude", sa.Float(), nullable=True),
        sa.Column("longitude", sa.Float(), nullable=True),
        sa.Column("external_identifier", sa.Text(), nullable=True),
        sa.Column("external_identifier_type", sa.Text(), nullable=True),
        sa.Column("confidential", sa.Boolean(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("origin", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["hsds_organization.id"],
            name=op.f("fk_hsds_location_organization_id_hsds_organization"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hsds_location")),
    )
    with op.batch_alter_table("hsds_location", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_hsds_location_organization_id"), ["organization_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_hsds_location_origin"), ["origin"], unique=False)

    op.create_table(
        "hsds_organization_identifier",
        sa.Column("organization_id", sa.String(length=36), nullable=False),
        sa.Column("identifier_scheme", sa.Text(), nullable=True),
        sa.Column("identifier_type", sa.Text(), nullable=False),
        sa.Column("identifier", sa.Text(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("origin", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["hsds_organization.id"],
            name=op.f("fk_hsds_organization_identifier_organization_id_hsds_organization"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hsds_organization_identifier")),
    )
    with op.batch_alter_table("hsds_organization_identifier", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_hsds_organization_identifier_organization_id"), ["organization_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_hsds_organization_identifier_origin"), ["origin"], unique=False)

    op.create_table(
        "hsds_program",
        sa.Column("organization_id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("alternate_name", sa.Text(), nullable=True),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("origin", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["hsds_organization.id"],
            name=op.f("fk_hsds_program_organization_id_hsds_organization"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hsds_program")),
    )
    with op.batch_alter_table("hsds_program", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_hsds_program_organization_id"), ["organization_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_hsds_program_origin"), ["origin"], unique=False)

    op.create_table(
        "hsds_taxonomy_term",
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("parent_id", sa.Text(), nullable=True),
        sa.Column("taxonomy", sa.Text(), nullable=True),
        sa.Column("language", sa.Text(), nullable=True),
        sa.Column("taxonomy_id", sa.String(length=36), nullable=True),
        sa.Column("term_uri", sa.Text(), nullable=True),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("origin", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(
            ["taxonomy_id"],
            ["hsds_taxonomy.id"],
            name=op.f("fk_hsds_taxonomy_term_taxonomy_id_hsds_taxonomy"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hsds_taxonomy_term")),
    )
    with op.batch_alter_table("hsds_taxonomy_term", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_hsds_taxonomy_term_origin"), ["origin"], unique=False)
        batch_op.create_index(batch_op.f("ix_hsds_taxonomy_term_taxonomy_id"), ["taxonomy_id"], unique=False)

    op.create_table(
        "hsds_accessibility",
        sa.Column("location_id", sa.String(length=36), nullable=True),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("details", sa.Text(), nullable=True),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("origin", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(
            ["location_id"],
            ["hsds_location.id"],
            name=op.f("fk_hsds_accessibility_location_id_hsds_location"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hsds_accessibility")),
    )
    with op.batch_alter_table("hsds_accessibility", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_hsds_accessibility_location_id"), ["location_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_hsds_accessibility_origin"), ["origin"], unique=False)

    op.create_table(
        "hsds_address",
        sa.Column("location_id", sa.String(length=36), nullable=True),
        sa.Column("attention", sa.Text(), nullable=True),
        sa.Column("address_1", sa.Text(), nullable=False),
        sa.Column("address_2", sa.Text(), nullable=True),
        sa.Column("city", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=True),
        sa.Column("state_province", sa.Text(), nullable=False),
        sa.Column("postal_code", sa.Text(), nullable=False),
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column("address_type", sa.String(length=24), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("origin", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(
            ["location_id"],
            ["hsds_location.id"],
            name=op.f("fk_hsds_address_location_id_hsds_location"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hsds_address")),
    )
    with op.batch_alter_table("hsds_address", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_hsds_address_location_id"), ["location_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_hsds_address_origin"), ["origin"], unique=False)

    op.create_table(
        "hsds_attribute",
        sa.Column("link_id", sa.String(length=36), nullable=False),
        sa.Column("taxonomy_term_id", sa.String(length=36), nullable=False),
        sa.Column("link_type", sa.Text(), nullable=True),
        sa.Column("link_entity", sa.String(length=40), nullable=False),
        sa.Column("value", sa.Text(), nullable=True),
        sa.Column("label", sa.Text(), nullable=True),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("origin", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(
            ["taxonomy_term_id"],
            ["hsds_taxonomy_term.id"],
            name=op.f("fk_hsds_attribute_taxonomy_term_id_hsds_taxonomy_term"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hsds_attribute")),
    )
    with op.batch_alter_table("hsds_attribute", schema=None) as batch_op:
        batch_op.create_index("ix_hsds_attribute_link", ["link_id", "link_entity"], unique=False)
        batch_op.create_index(batch_op.f("ix_hsds_attribute_origin"), ["origin"], unique=False)
        batch_op.create_index(batch_op.f("ix_hsds_attribute_taxonomy_term_id"), ["taxonomy_term_id"], unique=False)

    op.create_table(
        "hsds_service",
        sa.Column("organization_id", sa.String(length=36), nullable=False),
        sa.Column("program_id", sa.String(length=36), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("alternate_name", sa.Text(), nullable=True),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("status", sa.String(length=24), nullable=False),
        sa.Column("interpretation_services", sa.Text(), nullable=True),
        sa.Column("application_process", sa.Text(), nullable=True),
        sa.Column("fees_description", sa.Text(), nullable=True),
        sa.Column("wait_time", sa.Text(), nullable=True),
        sa.Column("fees", sa.Text(), nullable=True),
        sa.Column("accreditations", sa.Text(), nullable=True),
        sa.Column("eligibility_description", sa.Text(), nullable=True),
        sa.Column("minimum_age", sa.Float(), nullable=True),
        sa.Column("maximum_age", sa.Float(), nullable=True),
        sa.Column("assured_date", sa.Date(), nullable=True),
        sa.Column("assurer_email", sa.Text(), nullable=True),
        sa.Column("licenses", sa.Text(), nullable=True),
        sa.Column("alert", sa.Text(), nullable=True),
        sa.Column("last_modified", sa.DateTime(timezone=True), nullable=True),
        sa.Column("corrected_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("origin", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["hsds_organization.id"],
            name=op.f("fk_hsds_service_organization_id_hsds_organization"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["program_id"],
            ["hsds_program.id"],
            name=op.f("fk_hsds_service_program_id_hsds_program"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hsds_service")),
    )
    with op.batch_alter_table("hsds_service", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_hsds_service_organization_id"), ["organization_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_hsds_service_origin"), ["origin"], unique=False)
        batch_op.create_index(batch_op.f("ix_hsds_service_program_id"), ["program_id"], unique=False)

    op.create_table(
        "hsds_cost_option",
        sa.Column("service_id", sa.String(length=36), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("option", sa.Text(), nullable=True),
        sa.Column("currency", sa.Text(), nullable=True),
        sa.Column("amount", sa.Float(), nullable=True),
        sa.Column("amount_description", sa.Text(), nullable=True),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("origin", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(
            ["service_id"],
            ["hsds_service.id"],
            name=op.f("fk_hsds_cost_option_service_id_hsds_service"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hsds_cost_option")),
    )
    with op.batch_alter_table("hsds_cost_option", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_hsds_cost_option_origin"), ["origin"], unique=False)
        batch_op.create_index(batch_op.f("ix_hsds_cost_option_service_id"), ["service_id"], unique=False)

    op.create_table(
        "hsds_funding",
        sa.Column("organization_id", sa.String(length=36), nullable=True),
        sa.Column("service_id", sa.String(length=36), nullable=True),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("origin", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["hsds_organization.id"],
            name=op.f("fk_hsds_funding_organization_id_hsds_organization"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["service_id"],
            ["hsds_service.id"],
            name=op.f("fk_hsds_funding_service_id_hsds_service"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hsds_funding")),
    )
    with op.batch_alter_table("hsds_funding", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_hsds_funding_organization_id"), ["organization_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_hsds_funding_origin"), ["origin"], unique=False)
        batch_op.create_index(batch_op.f("ix_hsds_funding_service_id"), ["service_id"], unique=False)

    op.create_table(
        "hsds_required_document",
        sa.Column("service_id", sa.String(length=36), nullable=True),
        sa.Column("document", sa.Text(), nullable=True),
        sa.Column("uri", sa.Text(), nullable=True),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("origin", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(
            ["service_id"],
            ["hsds_service.id"],
            name=op.f("fk_hsds_required_document_service_id_hsds_service"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hsds_required_document")),
    )
    with op.batch_alter_table("hsds_required_document", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_hsds_required_document_origin"), ["origin"], unique=False)
        batch_op.create_index(batch_op.f("ix_hsds_required_document_service_id"), ["service_id"], unique=False)

    op.create_table(
        "hsds_service_at_location",
        sa.Column("service_id", sa.String(length=36), nullable=False),
        sa.Column("location_id", sa.String(length=36), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("origin", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(
            ["location_id"],
            ["hsds_location.id"],
            name=op.f("fk_hsds_service_at_location_location_id_hsds_location"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["service_id"],
            ["hsds_service.id"],
            name=op.f("fk_hsds_service_at_location_service_id_hsds_service"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hsds_service_at_location")),
    )
    with op.batch_alter_table("hsds_service_at_location", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_hsds_service_at_location_location_id"), ["location_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_hsds_service_at_location_origin"), ["origin"], unique=False)
        batch_op.create_index(batch_op.f("ix_hsds_service_at_location_service_id"), ["service_id"], unique=False)

    op.create_table(
        "hsds_service_capacity",
        sa.Column("service_id", sa.String(length=36), nullable=False),
        sa.Column("unit_id", sa.String(length=36), nullable=False),
        sa.Column("available", sa.Double(), nullable=False),
        sa.Column("maximum", sa.Float(), nullable=True),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("updated", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("origin", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(
            ["service_id"],
            ["hsds_service.id"],
            name=op.f("fk_hsds_service_capacity_service_id_hsds_service"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["hsds_unit.id"], name=op.f("fk_hsds_service_capacity_unit_id_hsds_unit"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hsds_service_capacity")),
    )
    with op.batch_alter_table("hsds_service_capacity", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_hsds_service_capacity_origin"), ["origin"], unique=False)
        batch_op.create_index(batch_op.f("ix_hsds_service_capacity_service_id"), ["service_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_hsds_service_capacity_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "hsds_url",
        sa.Column("label", sa.Text(), nullable=True),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("organization_id", sa.String(length=36), nullable=True),
        sa.Column("service_id", sa.String(length=36), nullable=True),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("origin", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["hsds_organization.id"],
            name=op.f("fk_hsds_url_organization_id_hsds_organization"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["service_id"], ["hsds_service.id"], name=op.f("fk_hsds_url_service_id_hsds_service"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hsds_url")),
    )
    with op.batch_alter_table("hsds_url", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_hsds_url_organization_id"), ["organization_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_hsds_url_origin"), ["origin"], unique=False)
        batch_op.create_index(batch_op.f("ix_hsds_url_service_id"), ["service_id"], unique=False)

    op.create_table(
        "directory_entry",
        sa.Column("service_at_location_id", sa.String(length=36), nullable=False),
        sa.Column("need", sa.String(length=24), nullable=False),
        sa.Column("service_id", sa.String(length=36), nullable=False),
        sa.Column("location_id", sa.String(length=36), nullable=False),
        sa.Column("organization_id", sa.String(length=36), nullable=False),
        sa.Column("latitude", sa.Float(), nullable=True),
        sa.Column("longitude", sa.Float(), nullable=True),
        sa.Column("countywide", sa.Boolean(), nullable=False),
        sa.Column("hidden", sa.Boolean(), nullable=False),
        sa.Column("assured_date", sa.Date(), nullable=True),
        sa.Column("card", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["service_at_location_id"],
            ["hsds_service_at_location.id"],
            name=op.f("fk_directory_entry_service_at_location_id_hsds_service_at_location"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("service_at_location_id", "need", name=op.f("pk_directory_entry")),
    )
    with op.batch_alter_table("directory_entry", schema=None) as batch_op:
        batch_op.create_index("ix_directory_entry_location", ["location_id"], unique=False)
        batch_op.create_index(
            "ix_directory_entry_nearby", ["need", "countywide", "hidden", "latitude", "longitude"], unique=False
        )
        batch_op.create_index("ix_directory_entry_service", ["service_id"], unique=False)

    op.create_table(
        "hsds_contact",
        sa.Column("organization_id", sa.String(length=36), nullable=True),
        sa.Column("service_id", sa.String(length=36), nullable=True),
        sa.Column("service_at_location_id", sa.String(length=36), nullable=True),
        sa.Column("location_id", sa.String(length=36), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("department", sa.Text(), nullable=True),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("origin", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(
            ["location_id"],
            ["hsds_location.id"],
            name=op.f("fk_hsds_contact_location_id_hsds_location"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["hsds_organization.id"],
            name=op.f("fk_hsds_contact_organization_id_hsds_organization"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["service_at_location_id"],
            ["hsds_service_at_location.id"],
            name=op.f("fk_hsds_contact_service_at_location_id_hsds_service_at_location"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["service_id"],
            ["hsds_service.id"],
            name=op.f("fk_hsds_contact_service_id_hsds_service"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hsds_contact")),
    )
    with op.batch_alter_table("hsds_contact", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_hsds_contact_location_id"), ["location_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_hsds_contact_organization_id"), ["organization_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_hsds_contact_origin"), ["origin"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_hsds_contact_service_at_location_id"), ["service_at_location_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_hsds_contact_service_id"), ["service_id"], unique=False)

    op.create_table(
        "hsds_schedule",
        sa.Column("service_id", sa.String(length=36), nullable=True),
        sa.Column("location_id", sa.String(length=36), nullable=True),
        sa.Column("service_at_location_id", sa.String(length=36), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("dtstart", sa.Date(), nullable=True),
        sa.Column("timezone", sa.Float(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("count", sa.Float(), nullable=True),
        sa.Column("wkst", sa.String(length=24), nullable=True),
        sa.Column("freq", sa.String(length=24), nullable=True),
        sa.Column("interval", sa.Float(), nullable=True),
        sa.Column("byday", sa.String(length=120), nullable=True),
        sa.Column("byweekno", sa.Text(), nullable=True),
        sa.Column("bymonthday", sa.String(length=120), nullable=True),
        sa.Column("byyearday", sa.Text(), nullable=True),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("opens_at", sa.String(length=20), nullable=True),
        sa.Column("closes_at", sa.String(length=20), nullable=True),
        sa.Column("schedule_link", sa.Text(), nullable=True),
        sa.Column("attending_type", sa.Text(), nullable=True),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("origin", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(
            ["location_id"],
            ["hsds_location.id"],
            name=op.f("fk_hsds_schedule_location_id_hsds_location"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["service_at_location_id"],
            ["hsds_service_at_location.id"],
            name=op.f("fk_hsds_schedule_service_at_location_id_hsds_service_at_location"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["service_id"],
            ["hsds_service.id"],
            name=op.f("fk_hsds_schedule_service_id_hsds_service"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hsds_schedule")),
    )
    with op.batch_alter_table("hsds_schedule", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_hsds_schedule_location_id"), ["location_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_hsds_schedule_origin"), ["origin"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_hsds_schedule_service_at_location_id"), ["service_at_location_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_hsds_schedule_service_id"), ["service_id"], unique=False)

    op.create_table(
        "hsds_service_area",
        sa.Column("service_id", sa.String(length=36), nullable=True),
        sa.Column("service_at_location_id", sa.String(length=36), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("extent", sa.Text(), nullable=True),
        sa.Column("extent_type", sa.Text(), nullable=True),
        sa.Column("uri", sa.Text(), nullable=True),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("origin", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(
            ["service_at_location_id"],
            ["hsds_service_at_location.id"],
            name=op.f("fk_hsds_service_area_service_at_location_id_hsds_service_at_location"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["service_id"],
            ["hsds_service.id"],
            name=op.f("fk_hsds_service_area_service_id_hsds_service"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hsds_service_area")),
    )
    with op.batch_alter_table("hsds_service_area", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_hsds_service_area_origin"), ["origin"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_hsds_service_area_service_at_location_id"), ["service_at_location_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_hsds_service_area_service_id"), ["service_id"], unique=False)

    op.create_table(
        "hsds_phone",
        sa.Column("location_id", sa.String(length=36), nullable=True),
        sa.Column("service_id", sa.String(length=36), nullable=True),
        sa.Column("organization_id", sa.String(length=36), nullable=True),
        sa.Column("contact_id", sa.String(length=36), nullable=True),
        sa.Column("service_at_location_id", sa.String(length=36), nullable=True),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("extension", sa.Float(), nullable=True),
        sa.Column("type", sa.Text(), nullable=True),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("origin", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["hsds_contact.id"], name=op.f("fk_hsds_phone_contact_id_hsds_contact"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["location_id"],
            ["hsds_location.id"],
            name=op.f("fk_hsds_phone_location_id_hsds_location"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["hsds_organization.id"],
            name=op.f("fk_hsds_phone_organization_id_hsds_organization"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["service_at_location_id"],
            ["hsds_service_at_location.id"],
            name=op.f("fk_hsds_phone_service_at_location_id_hsds_service_at_location"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["service_id"], ["hsds_service.id"], name=op.f("fk_hsds_phone_service_id_hsds_service"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hsds_phone")),
    )
    with op.batch_alter_table("hsds_phone", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_hsds_phone_contact_id"), ["contact_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_hsds_phone_location_id"), ["location_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_hsds_phone_organization_id"), ["organization_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_hsds_phone_origin"), ["origin"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_hsds_phone_service_at_location_id"), ["service_at_location_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_hsds_phone_service_id"), ["service_id"], unique=False)

    op.create_table(
        "hsds_language",
        sa.Column("service_id", sa.String(length=36), nullable=True),
        sa.Column("location_id", sa.String(length=36), nullable=True),
        sa.Column("phone_id", sa.String(length=36), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("origin", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(
            ["location_id"],
            ["hsds_location.id"],
            name=op.f("fk_hsds_language_location_id_hsds_location"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["phone_id"], ["hsds_phone.id"], name=op.f("fk_hsds_language_phone_id_hsds_phone"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["service_id"],
            ["hsds_service.id"],
            name=op.f("fk_hsds_language_service_id_hsds_service"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hsds_language")),
    )
    with op.batch_alter_table("hsds_language", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_hsds_language_location_id"), ["location_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_hsds_language_origin"), ["origin"], unique=False)
        batch_op.create_index(batch_op.f("ix_hsds_language_phone_id"), ["phone_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_hsds_language_service_id"), ["service_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("hsds_language", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_hsds_language_service_id"))
        batch_op.drop_index(batch_op.f("ix_hsds_language_phone_id"))
        batch_op.drop_index(batch_op.f("ix_hsds_language_origin"))
        batch_op.drop_index(batch_op.f("ix_hsds_language_location_id"))

    op.drop_table("hsds_language")
    with op.batch_alter_table("hsds_phone", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_hsds_phone_service_id"))
        batch_op.drop_index(batch_op.f("ix_hsds_phone_service_at_location_id"))
        batch_op.drop_index(batch_op.f("ix_hsds_phone_origin"))
        batch_op.drop_index(batch_op.f("ix_hsds_phone_organization_id"))
        batch_op.drop_index(batch_op.f("ix_hsds_phone_location_id"))
        batch_op.drop_index(batch_op.f("ix_hsds_phone_contact_id"))

    op.drop_table("hsds_phone")
    with op.batch_alter_table("hsds_service_area", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_hsds_service_area_service_id"))
        batch_op.drop_index(batch_op.f("ix_hsds_service_area_service_at_location_id"))
        batch_op.drop_index(batch_op.f("ix_hsds_service_area_origin"))

    op.drop_table("hsds_service_area")
    with op.batch_alter_table("hsds_schedule", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_hsds_schedule_service_id"))
        batch_op.drop_index(batch_op.f("ix_hsds_schedule_service_at_location_id"))
        batch_op.drop_index(batch_op.f("ix_hsds_schedule_origin"))
        batch_op.drop_index(batch_op.f("ix_hsds_schedule_location_id"))

    op.drop_table("hsds_schedule")
    with op.batch_alter_table("hsds_contact", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_hsds_contact_service_id"))
        batch_op.drop_index(batch_op.f("ix_hsds_contact_service_at_location_id"))
        batch_op.drop_index(batch_op.f("ix_hsds_contact_origin"))
        batch_op.drop_index(batch_op.f("ix_hsds_contact_organization_id"))
        batch_op.drop_index(batch_op.f("ix_hsds_contact_location_id"))

    op.drop_table("hsds_contact")
    with op.batch_alter_table("directory_entry", schema=None) as batch_op:
        batch_op.drop_index("ix_directory_entry_service")
        batch_op.drop_index("ix_directory_entry_nearby")
        batch_op.drop_index("ix_directory_entry_location")

    op.drop_table("directory_entry")
    with op.batch_alter_table("hsds_url", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_hsds_url_service_id"))
        batch_op.drop_index(batch_op.f("ix_hsds_url_origin"))
        batch_op.drop_index(batch_op.f("ix_hsds_url_organization_id"))

    op.drop_table("hsds_url")
    with op.batch_alter_table("hsds_service_capacity", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_hsds_service_capacity_unit_id"))
        batch_op.drop_index(batch_op.f("ix_hsds_service_capacity_service_id"))
        batch_op.drop_index(batch_op.f("ix_hsds_service_capacity_origin"))

    op.drop_table("hsds_service_capacity")
    with op.batch_alter_table("hsds_service_at_location", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_hsds_service_at_location_service_id"))
        batch_op.drop_index(batch_op.f("ix_hsds_service_at_location_origin"))
        batch_op.drop_index(batch_op.f("ix_hsds_service_at_location_location_id"))

    op.drop_table("hsds_service_at_location")
    with op.batch_alter_table("hsds_required_document", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_hsds_required_document_service_id"))
        batch_op.drop_index(batch_op.f("ix_hsds_required_document_origin"))

    op.drop_table("hsds_required_document")
    with op.batch_alter_table("hsds_funding", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_hsds_funding_service_id"))
        batch_op.drop_index(batch_op.f("ix_hsds_funding_origin"))
        batch_op.drop_index(batch_op.f("ix_hsds_funding_organization_id"))

    op.drop_table("hsds_funding")
    with op.batch_alter_table("hsds_cost_option", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_hsds_cost_option_service_id"))
        batch_op.drop_index(batch_op.f("ix_hsds_cost_option_origin"))

    op.drop_table("hsds_cost_option")
    with op.batch_alter_table("hsds_service", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_hsds_service_program_id"))
        batch_op.drop_index(batch_op.f("ix_hsds_service_origin"))
        batch_op.drop_index(batch_op.f("ix_hsds_service_organization_id"))

    op.drop_table("hsds_service")
    with op.batch_alter_table("hsds_attribute", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_hsds_attribute_taxonomy_term_id"))
        batch_op.drop_index(batch_op.f("ix_hsds_attribute_origin"))
        batch_op.drop_index("ix_hsds_attribute_link")

    op.drop_table("hsds_attribute")
    with op.batch_alter_table("hsds_address", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_hsds_address_origin"))
        batch_op.drop_index(batch_op.f("ix_hsds_address_location_id"))

    op.drop_table("hsds_address")
    with op.batch_alter_table("hsds_accessibility", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_hsds_accessibility_origin"))
        batch_op.drop_index(batch_op.f("ix_hsds_accessibility_location_id"))

    op.drop_table("hsds_accessibility")
    with op.batch_alter_table("hsds_taxonomy_term", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_hsds_taxonomy_term_taxonomy_id"))
        batch_op.drop_index(batch_op.f("ix_hsds_taxonomy_term_origin"))

    op.drop_table("hsds_taxonomy_term")
    with op.batch_alter_table("hsds_program", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_hsds_program_origin"))
        batch_op.drop_index(batch_op.f("ix_hsds_program_organization_id"))

    op.drop_table("hsds_program")
    with op.batch_alter_table("hsds_organization_identifier", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_hsds_organization_identifier_origin"))
        batch_op.drop_index(batch_op.f("ix_hsds_organization_identifier_organization_id"))

    op.drop_table("hsds_organization_identifier")
    with op.batch_alter_table("hsds_location", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_hsds_location_origin"))
        batch_op.drop_index(batch_op.f("ix_hsds_location_organization_id"))

    op.drop_table("hsds_location")
    with op.batch_alter_table("hsds_unit", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_hsds_unit_origin"))

    op.drop_table("hsds_unit")
    with op.batch_alter_table("hsds_taxonomy", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_hsds_taxonomy_origin"))

    op.drop_table("hsds_taxonomy")
    with op.batch_alter_table("hsds_organization", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_hsds_organization_origin"))

    op.drop_table("hsds_organization")
    with op.batch_alter_table("hsds_metadata", schema=None) as batch_op:
        batch_op.drop_index("ix_hsds_metadata_resource")
        batch_op.drop_index(batch_op.f("ix_hsds_metadata_origin"))

    op.drop_table("hsds_metadata")
    with op.batch_alter_table("hsds_meta_table_description", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_hsds_meta_table_description_origin"))

    op.drop_table("hsds_meta_table_description")
    with op.batch_alter_table("directory_report", schema=None) as batch_op:
        batch_op.drop_index("ix_directory_report_open")

    op.drop_table("directory_report")
    with op.batch_alter_table("directory_import", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_directory_import_package"))
        batch_op.drop_index(batch_op.f("ix_directory_import_content_hash"))

    op.drop_table("directory_import")
