"""Receipts, suppression, breakers, inbound messages and inquiries."""

import sqlalchemy as sa
from alembic import op
import portal.models.base


revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('suppressions',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('channel', sa.Enum('email', 'sms', 'call', name='channel', native_enum=False, length=32), nullable=False),
    sa.Column('address_hmac', sa.String(length=64), nullable=False),
    sa.Column('why', sa.Enum('delivered', 'failed_soft', 'bounced', 'complained', name='receiptkind', native_enum=False, length=32), nullable=False),
    sa.Column('code', sa.String(length=200), nullable=True),
    sa.Column('since', portal.models.base.UtcDateTime(timezone=True), nullable=False),
    sa.Column('lifted_at', portal.models.base.UtcDateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_suppressions')),
    sa.UniqueConstraint('channel', 'address_hmac', name=op.f('uq_suppressions_channel_address_hmac'))
    )
    op.create_table('relays',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('channel', sa.Enum('email', 'sms', 'call', name='channel', native_enum=False, length=32), nullable=False),
    sa.Column('state', sa.Enum('open', 'waiting', 'paused', name='relaystate', native_enum=False, length=32), nullable=False),
    sa.Column('failures', sa.Integer(), nullable=False),
    sa.Column('until', portal.models.base.UtcDateTime(timezone=True), nullable=True),
    sa.Column('since', portal.models.base.UtcDateTime(timezone=True), nullable=True),
    sa.Column('code', sa.String(length=200), nullable=True),
    sa.Column('changed_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.ForeignKeyConstraint(['changed_by_id'], ['users.id'], name=op.f('fk_relays_changed_by_id_users')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_relays')),
    sa.UniqueConstraint('channel', name=op.f('uq_relays_channel'))
    )
    op.create_table('inbound_messages',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('dedupe', sa.String(length=100), nullable=False),
    sa.Column('envelope_to', sa.String(length=320), nullable=False),
    sa.Column('raw', sa.LargeBinary(), nullable=True),
    sa.Column('received_at', portal.models.base.UtcDateTime(timezone=True), nullable=False),
    sa.Column('state', sa.Enum('received', 'done', 'ignored', 'failed', name='inboundstate', native_enum=False, length=32), nullable=False),
    sa.Column('not_before', portal.models.base.UtcDateTime(timezone=True), nullable=False),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.Column('why', sa.String(length=200), nullable=True),
    sa.Column('notice_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('lease_owner', sa.String(length=80), nullable=True),
    sa.Column('lease_until', portal.models.base.UtcDateTime(timezone=True), nullable=True),
    sa.Column('epoch', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['notice_id'], ['notices.id'], name=op.f('fk_inbound_messages_notice_id_notices'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_inbound_messages')),
    sa.UniqueConstraint('dedupe', name=op.f('uq_inbound_messages_dedupe'))
    )
    with op.batch_alter_table('inbound_messages', schema=None) as batch_op:
        batch_op.create_index('ix_inbound_messages_due', ['not_before', 'id'], unique=False, sqlite_where=sa.text("state = 'received'"), postgresql_where=sa.text("state = 'received'"))
        batch_op.create_index(batch_op.f('ix_inbound_messages_notice_id'), ['notice_id'], unique=False)

    op.create_table('receipts',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('dedupe', sa.String(length=100), nullable=False),
    sa.Column('notice_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('kind', sa.Enum('delivered', 'failed_soft', 'bounced', 'complained', name='receiptkind', native_enum=False, length=32), nullable=False),
    sa.Column('reported_at', portal.models.base.UtcDateTime(timezone=True), nullable=False),
    sa.Column('received_at', portal.models.base.UtcDateTime(timezone=True), nullable=False),
    sa.Column('applied', sa.Boolean(), nullable=False),
    sa.Column('code', sa.String(length=200), nullable=True),
    sa.ForeignKeyConstraint(['notice_id'], ['notices.id'], name=op.f('fk_receipts_notice_id_notices'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_receipts')),
    sa.UniqueConstraint('dedupe', name=op.f('uq_receipts_dedupe'))
    )
    with op.batch_alter_table('receipts', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_receipts_notice_id'), ['notice_id'], unique=False)

    op.create_table('inquiries',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('candidate_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('application_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('notice_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('inbound_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('kind', sa.Enum('question', 'concern', name='inquirykind', native_enum=False, length=32), nullable=False),
    sa.Column('channel', sa.Enum('email', 'sms', 'call', name='channel', native_enum=False, length=32), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('asked_at', portal.models.base.UtcDateTime(timezone=True), nullable=False),
    sa.Column('answer_by', portal.models.base.UtcDateTime(timezone=True), nullable=False),
    sa.Column('answered_at', portal.models.base.UtcDateTime(timezone=True), nullable=True),
    sa.Column('answered_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.ForeignKeyConstraint(['answered_by_id'], ['users.id'], name=op.f('fk_inquiries_answered_by_id_users')),
    sa.ForeignKeyConstraint(['application_id'], ['applications.id'], name=op.f('fk_inquiries_application_id_applications'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['candidate_id'], ['candidates.id'], name=op.f('fk_inquiries_candidate_id_candidates'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['inbound_id'], ['inbound_messages.id'], name=op.f('fk_inquiries_inbound_id_inbound_messages'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['notice_id'], ['notices.id'], name=op.f('fk_inquiries_notice_id_notices'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_inquiries')),
    sa.UniqueConstraint('inbound_id', name=op.f('uq_inquiries_inbound_id'))
    )
    with op.batch_alter_table('inquiries', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_inquiries_candidate_id'), ['candidate_id'], unique=False)

    with op.batch_alter_table('links', schema=None) as batch_op:
        batch_op.add_column(sa.Column('short', sa.Boolean(), nullable=False, server_default=sa.false()))

    with op.batch_alter_table('notices', schema=None) as batch_op:
        batch_op.add_column(sa.Column('delivered_at', portal.models.base.UtcDateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('provider_id', sa.String(length=100), nullable=True))
        batch_op.add_column(sa.Column('personal_text', sa.Text(), nullable=True))
        batch_op.create_index(batch_op.f('ix_notices_provider_id'), ['provider_id'], unique=False)
        batch_op.create_index('ix_notices_told', ['state', 'accepted_at'], unique=False, sqlite_where=sa.text("accepted_at IS NOT NULL"), postgresql_where=sa.text("accepted_at IS NOT NULL"))

    with op.batch_alter_table('organisations', schema=None) as batch_op:
        batch_op.add_column(sa.Column('locked_at', portal.models.base.UtcDateTime(timezone=True), nullable=True))
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE TRIGGER receipts_append_only BEFORE UPDATE ON receipts "
            "BEGIN SELECT RAISE(ABORT, 'receipts is append-only'); END"
        )
    else:
        op.execute(
            "CREATE TRIGGER receipts_append_only BEFORE UPDATE ON receipts "
            "FOR EACH ROW EXECUTE FUNCTION refuse_update()"
        )


def downgrade() -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    op.execute("DROP TRIGGER receipts_append_only" + ("" if sqlite else " ON receipts"))
    with op.batch_alter_table('organisations', schema=None) as batch_op:
        batch_op.drop_column('locked_at')

    with op.batch_alter_table('notices', schema=None) as batch_op:
        batch_op.drop_index('ix_notices_told', sqlite_where=sa.text("accepted_at IS NOT NULL"), postgresql_where=sa.text("accepted_at IS NOT NULL"))
        batch_op.drop_index(batch_op.f('ix_notices_provider_id'))
        batch_op.drop_column('personal_text')
        batch_op.drop_column('provider_id')
        batch_op.drop_column('delivered_at')

    with op.batch_alter_table('links', schema=None) as batch_op:
        batch_op.drop_column('short')

    with op.batch_alter_table('inquiries', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_inquiries_candidate_id'))

    op.drop_table('inquiries')
    with op.batch_alter_table('receipts', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_receipts_notice_id'))

    op.drop_table('receipts')
    with op.batch_alter_table('inbound_messages', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_inbound_messages_notice_id'))
        batch_op.drop_index('ix_inbound_messages_due', sqlite_where=sa.text("state = 'received'"), postgresql_where=sa.text("state = 'received'"))

    op.drop_table('inbound_messages')
    op.drop_table('relays')
    op.drop_table('suppressions')
