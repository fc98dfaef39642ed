"""Connections to other systems, tasks, batches, and what they keep of a person and a decision."""

import sqlalchemy as sa
from alembic import op
import portal.models.base


revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def released_by_somebody() -> sa.CheckConstraint:
    """SQLite writes the table anew, and its checks are not read off the old one."""
    return sa.CheckConstraint(
        "state != 'released' OR (released_at IS NOT NULL AND decided_by_id IS NOT NULL)",
        name=op.f('ck_decisions_released_by_somebody'),
    )


def upgrade() -> None:
    op.create_table('import_mappings',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('source', sa.String(length=200), nullable=False),
    sa.Column('fields', sa.JSON(), nullable=False),
    sa.Column('changed_at', portal.models.base.UtcDateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_import_mappings')),
    sa.UniqueConstraint('source', name=op.f('uq_import_mappings_source'))
    )
    op.create_table('batches',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('state', sa.Enum('running', 'done', 'failed', name='batchstate', native_enum=False, length=32), nullable=False),
    sa.Column('outcome', sa.Enum('rejected', 'withdrawn', 'offer_declined', 'hired', name='outcome', native_enum=False, length=32), nullable=False),
    sa.Column('message', sa.Text(), nullable=False),
    sa.Column('advice', sa.Text(), nullable=False),
    sa.Column('points', sa.JSON(), nullable=False),
    sa.Column('invites_to_pool', sa.Boolean(), nullable=False),
    sa.Column('people', sa.Integer(), nullable=False),
    sa.Column('failure', sa.String(length=500), nullable=True),
    sa.Column('created_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('created_at', portal.models.base.UtcDateTime(timezone=True), nullable=False),
    sa.Column('ended_at', portal.models.base.UtcDateTime(timezone=True), nullable=True),
    sa.Column('lease_owner', sa.String(length=80), nullable=True),
    sa.Column('lease_until', portal.models.base.UtcDateTime(timezone=True), nullable=True),
    sa.Column('epoch', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['created_by_id'], ['users.id'], name=op.f('fk_batches_created_by_id_users')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_batches'))
    )
    with op.batch_alter_table('batches', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_batches_state'), ['state'], unique=False)

    op.create_table('connections',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('public_id', sa.String(length=32), nullable=False),
    sa.Column('kind', sa.Enum('greenhouse', 'generic', name='connectionkind', native_enum=False, length=32), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('source', sa.String(length=200), nullable=False),
    sa.Column('owner_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('kid', sa.Integer(), nullable=False),
    sa.Column('nonce', sa.String(length=32), nullable=False),
    sa.Column('secret_shown_at', portal.models.base.UtcDateTime(timezone=True), nullable=True),
    sa.Column('created_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('created_at', portal.models.base.UtcDateTime(timezone=True), nullable=False),
    sa.Column('ended_at', portal.models.base.UtcDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['created_by_id'], ['users.id'], name=op.f('fk_connections_created_by_id_users')),
    sa.ForeignKeyConstraint(['owner_id'], ['users.id'], name=op.f('fk_connections_owner_id_users')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_connections')),
    sa.UniqueConstraint('public_id', name=op.f('uq_connections_public_id'))
    )
    op.create_table('batch_lines',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('batch_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('application_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('line', sa.Text(), nullable=False),
    sa.Column('result', sa.Enum('decided', 'left', 'taken_back', name='batchresult', native_enum=False, length=32), nullable=True),
    sa.Column('why', sa.String(length=300), nullable=True),
    sa.Column('decision_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('decided_at', portal.models.base.UtcDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['application_id'], ['applications.id'], name=op.f('fk_batch_lines_application_id_applications'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['batch_id'], ['batches.id'], name=op.f('fk_batch_lines_batch_id_batches'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['decision_id'], ['decisions.id'], name=op.f('fk_batch_lines_decision_id_decisions'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_batch_lines')),
    sa.UniqueConstraint('batch_id', 'application_id', name=op.f('uq_batch_lines_batch_id_application_id'))
    )
    with op.batch_alter_table('batch_lines', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_batch_lines_application_id'), ['application_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_batch_lines_decision_id'), ['decision_id'], unique=False)

    op.create_table('source_records',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('source', sa.String(length=200), nullable=False),
    sa.Column('kind', sa.Enum('candidate', 'application', 'vacancy', name='recordkind', native_enum=False, length=32), nullable=False),
    sa.Column('source_id', sa.String(length=200), nullable=False),
    sa.Column('said', sa.JSON(), nullable=False),
    sa.Column('taken', sa.JSON(), nullable=False),
    sa.Column('candidate_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('application_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('vacancy_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('heard_at', portal.models.base.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['application_id'], ['applications.id'], name=op.f('fk_source_records_application_id_applications'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['candidate_id'], ['candidates.id'], name=op.f('fk_source_records_candidate_id_candidates'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['vacancy_id'], ['vacancies.id'], name=op.f('fk_source_records_vacancy_id_vacancies')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_source_records')),
    sa.UniqueConstraint('source', 'kind', 'source_id', name=op.f('uq_source_records_source_kind_source_id'))
    )
    with op.batch_alter_table('source_records', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_source_records_application_id'), ['application_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_source_records_candidate_id'), ['candidate_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_source_records_vacancy_id'), ['vacancy_id'], unique=False)

    op.create_table('webhook_events',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('connection_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('event_id', sa.String(length=100), nullable=False),
    sa.Column('action', sa.String(length=60), nullable=False),
    sa.Column('body', sa.LargeBinary(), nullable=True),
    sa.Column('received_at', portal.models.base.UtcDateTime(timezone=True), nullable=False),
    sa.Column('state', sa.Enum('received', 'done', 'ignored', 'question', 'failed', name='webhookstate', native_enum=False, length=32), nullable=False),
    sa.Column('not_before', portal.models.base.UtcDateTime(timezone=True), nullable=False),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.Column('done_at', portal.models.base.UtcDateTime(timezone=True), nullable=True),
    sa.Column('failure', sa.String(length=500), nullable=True),
    sa.Column('candidate_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('application_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('vacancy_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('lease_owner', sa.String(length=80), nullable=True),
    sa.Column('lease_until', portal.models.base.UtcDateTime(timezone=True), nullable=True),
    sa.Column('epoch', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['application_id'], ['applications.id'], name=op.f('fk_webhook_events_application_id_applications'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['candidate_id'], ['candidates.id'], name=op.f('fk_webhook_events_candidate_id_candidates'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['connection_id'], ['connections.id'], name=op.f('fk_webhook_events_connection_id_connections')),
    sa.ForeignKeyConstraint(['vacancy_id'], ['vacancies.id'], name=op.f('fk_webhook_events_vacancy_id_vacancies')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_webhook_events')),
    sa.UniqueConstraint('connection_id', 'event_id', name=op.f('uq_webhook_events_connection_id_event_id'))
    )
    with op.batch_alter_table('webhook_events', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_webhook_events_candidate_id'), ['candidate_id'], unique=False)
        batch_op.create_index('ix_webhook_events_connection_id_id', ['connection_id', 'id'], unique=False)
        batch_op.create_index('ix_webhook_events_due', ['not_before', 'id'], unique=False, sqlite_where=sa.text("state = 'received'"), postgresql_where=sa.text("state = 'received'"))

    op.create_table('tasks',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('kind', sa.Enum('shared_address', 'merged_elsewhere', 'deleted_elsewhere', 'anonymized_elsewhere', 'application_deleted', 'reopened_elsewhere', 'decided_differently', 'closed_elsewhere', name='taskkind', native_enum=False, length=32), nullable=False),
    sa.Column('idem_key', sa.String(length=300), nullable=False),
    sa.Column('owner_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('candidate_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('application_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('vacancy_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('source_record_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('facts', sa.JSON(), nullable=False),
    sa.Column('due_at', portal.models.base.UtcDateTime(timezone=True), nullable=False),
    sa.Column('created_at', portal.models.base.UtcDateTime(timezone=True), nullable=False),
    sa.Column('done_at', portal.models.base.UtcDateTime(timezone=True), nullable=True),
    sa.Column('done_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.ForeignKeyConstraint(['application_id'], ['applications.id'], name=op.f('fk_tasks_application_id_applications'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['candidate_id'], ['candidates.id'], name=op.f('fk_tasks_candidate_id_candidates'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['done_by_id'], ['users.id'], name=op.f('fk_tasks_done_by_id_users')),
    sa.ForeignKeyConstraint(['owner_id'], ['users.id'], name=op.f('fk_tasks_owner_id_users')),
    sa.ForeignKeyConstraint(['source_record_id'], ['source_records.id'], name=op.f('fk_tasks_source_record_id_source_records'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['vacancy_id'], ['vacancies.id'], name=op.f('fk_tasks_vacancy_id_vacancies')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_tasks')),
    sa.UniqueConstraint('idem_key', name=op.f('uq_tasks_idem_key'))
    )
    with op.batch_alter_table('tasks', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_tasks_application_id'), ['application_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_tasks_candidate_id'), ['candidate_id'], unique=False)
        batch_op.create_index('ix_tasks_open', ['due_at', 'id'], unique=False, sqlite_where=sa.text('done_at IS NULL'), postgresql_where=sa.text('done_at IS NULL'))
        batch_op.create_index(batch_op.f('ix_tasks_owner_id'), ['owner_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_tasks_vacancy_id'), ['vacancy_id'], unique=False)

    with op.batch_alter_table('candidates', schema=None) as batch_op:
        batch_op.add_column(sa.Column('private', sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column('may_email', sa.Boolean(), nullable=False, server_default=sa.true()))
        batch_op.add_column(sa.Column('stopped', sa.Enum('reopened', 'no_address', 'history', 'held_back', 'link_ended', 'recalled', 'stale', 'no_consent', 'paused', 'budget', 'no_email_wanted', 'merged_elsewhere', 'deleted_elsewhere', 'anonymized_elsewhere', name='nocontact', native_enum=False, length=32), nullable=True))
        batch_op.add_column(sa.Column('stopped_at', portal.models.base.UtcDateTime(timezone=True), nullable=True))

    with op.batch_alter_table('decisions', table_args=(released_by_somebody(),)) as batch_op:
        batch_op.add_column(sa.Column('imported_reason', sa.String(length=200), nullable=False, server_default=''))
        batch_op.alter_column('ended_by',
               existing_type=sa.VARCHAR(length=32),
               nullable=True)

    with op.batch_alter_table('imports', schema=None) as batch_op:
        batch_op.add_column(sa.Column('sheet', sa.String(length=200), nullable=True))
        batch_op.add_column(sa.Column('preset', sa.String(length=60), nullable=True))
        batch_op.add_column(sa.Column('remembered', sa.Boolean(), nullable=False, server_default=sa.false()))

    with op.batch_alter_table('stages', schema=None) as batch_op:
        batch_op.add_column(sa.Column('source_id', sa.String(), nullable=True))



def downgrade() -> None:
    with op.batch_alter_table('stages', schema=None) as batch_op:
        batch_op.drop_column('source_id')

    with op.batch_alter_table('imports', schema=None) as batch_op:
        batch_op.drop_column('remembered')
        batch_op.drop_column('preset')
        batch_op.drop_column('sheet')

    op.execute("UPDATE decisions SET ended_by = 'us' WHERE ended_by IS NULL")
    with op.batch_alter_table('decisions', table_args=(released_by_somebody(),)) as batch_op:
        batch_op.alter_column('ended_by',
               existing_type=sa.VARCHAR(length=32),
               nullable=False)
        batch_op.drop_column('imported_reason')

    with op.batch_alter_table('candidates', schema=None) as batch_op:
        batch_op.drop_column('stopped_at')
        batch_op.drop_column('stopped')
        batch_op.drop_column('may_email')
        batch_op.drop_column('private')

    with op.batch_alter_table('tasks', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_tasks_vacancy_id'))
        batch_op.drop_index(batch_op.f('ix_tasks_owner_id'))
        batch_op.drop_index('ix_tasks_open', sqlite_where=sa.text('done_at IS NULL'), postgresql_where=sa.text('done_at IS NULL'))
        batch_op.drop_index(batch_op.f('ix_tasks_candidate_id'))
        batch_op.drop_index(batch_op.f('ix_tasks_application_id'))

    op.drop_table('tasks')
    with op.batch_alter_table('webhook_events', schema=None) as batch_op:
        batch_op.drop_index('ix_webhook_events_due', sqlite_where=sa.text("state = 'received'"), postgresql_where=sa.text("state = 'received'"))
        batch_op.drop_index('ix_webhook_events_connection_id_id')
        batch_op.drop_index(batch_op.f('ix_webhook_events_candidate_id'))

    op.drop_table('webhook_events')
    with op.batch_alter_table('source_records', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_source_records_vacancy_id'))
        batch_op.drop_index(batch_op.f('ix_source_records_candidate_id'))
        batch_op.drop_index(batch_op.f('ix_source_records_application_id'))

    op.drop_table('source_records')
    with op.batch_alter_table('batch_lines', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_batch_lines_decision_id'))
        batch_op.drop_index(batch_op.f('ix_batch_lines_application_id'))

    op.drop_table('batch_lines')
    op.drop_table('connections')
    with op.batch_alter_table('batches', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_batches_state'))

    op.drop_table('batches')
    op.drop_table('import_mappings')
