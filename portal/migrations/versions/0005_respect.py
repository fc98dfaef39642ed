"""Waiting clocks, calls, templates, approvals, requests for points, digests; acts that stay."""

import sqlalchemy as sa
from alembic import op
import portal.models.base


revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None

RELEASED = (
    "state != 'released' OR (released_at IS NOT NULL AND "
    "(decided_by_id IS NOT NULL OR ended_by = 'them'))"
)
RELEASED_BEFORE = (
    "state != 'released' OR (released_at IS NOT NULL AND decided_by_id IS NOT NULL)"
)
SUBJECT = (
    "(scope = 'candidate' AND candidate_id IS NOT NULL AND user_id IS NULL "
    "AND points_request_id IS NULL) OR "
    "(scope = 'invitation' AND user_id IS NOT NULL AND candidate_id IS NULL "
    "AND points_request_id IS NULL) OR "
    "(scope = 'points' AND points_request_id IS NOT NULL AND candidate_id IS NULL "
    "AND user_id IS NULL)"
)
SUBJECT_BEFORE = (
    "(scope = 'candidate' AND candidate_id IS NOT NULL AND user_id IS NULL) OR "
    "(scope = 'invitation' AND user_id IS NOT NULL AND candidate_id IS NULL)"
)
RECIPIENT = (
    "(CASE WHEN candidate_id IS NULL THEN 0 ELSE 1 END)"
    " + (CASE WHEN user_id IS NULL THEN 0 ELSE 1 END)"
    " + (CASE WHEN points_request_id IS NULL THEN 0 ELSE 1 END) = 1"
)
RECIPIENT_BEFORE = "(candidate_id IS NULL) != (user_id IS NULL)"
CALL_HOURS = "calls_from IS NULL OR calls_from < calls_until"
SUBJECTS = (("candidate_id", "candidates"), ("application_id", "applications"), ("notice_id", "notices"))


def keep(sqlite: bool, table: str, event: str) -> None:
    """Let the database refuse to change, or to remove, what is written once."""
    name = f"{table}_append_only" if event == "UPDATE" else f"{table}_stays"
    what = f"{table} is append-only"
    action = (
        f"BEGIN SELECT RAISE(ABORT, '{what}'); END"
        if sqlite
        else "FOR EACH ROW EXECUTE FUNCTION refuse_update()"
    )
    op.execute(f"CREATE TRIGGER {name} BEFORE {event} ON {table} {action}")



def upgrade() -> None:
    op.create_table('message_templates',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('outcome', sa.Enum('rejected', 'withdrawn', 'offer_declined', 'hired', name='outcome', native_enum=False, length=32), nullable=False),
    sa.Column('stage_kind', sa.Enum('applied', 'screening', 'interview', 'offer', name='stagekind', native_enum=False, length=32), nullable=True),
    sa.Column('language', sa.String(length=12), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('retired_at', portal.models.base.UtcDateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_message_templates'))
    )
    op.create_table('sending_rules',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('stage_kind', sa.Enum('applied', 'screening', 'interview', 'offer', name='stagekind', native_enum=False, length=32), nullable=True),
    sa.Column('reason_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('working_days', sa.Integer(), nullable=False),
    sa.Column('hour', sa.Integer(), nullable=False),
    sa.Column('weekends', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['reason_id'], ['reasons.id'], name=op.f('fk_sending_rules_reason_id_reasons')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sending_rules'))
    )
    op.create_table('template_revisions',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('template_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('written_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('written_at', portal.models.base.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['template_id'], ['message_templates.id'], name=op.f('fk_template_revisions_template_id_message_templates')),
    sa.ForeignKeyConstraint(['written_by_id'], ['users.id'], name=op.f('fk_template_revisions_written_by_id_users')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_template_revisions')),
    sa.UniqueConstraint('template_id', 'revision', name=op.f('uq_template_revisions_template_id_revision'))
    )
    op.create_table('approvals',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('application_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('text_hash', sa.String(length=64), nullable=False),
    sa.Column('words', sa.JSON(), nullable=False),
    sa.Column('rules', sa.JSON(), nullable=False),
    sa.Column('state', sa.Enum('asked', 'approved', 'refused', 'left_behind', name='approvalstate', native_enum=False, length=32), nullable=False),
    sa.Column('asked_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('asked_at', portal.models.base.UtcDateTime(timezone=True), nullable=False),
    sa.Column('ruled_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('ruled_at', portal.models.base.UtcDateTime(timezone=True), nullable=True),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['application_id'], ['applications.id'], name=op.f('fk_approvals_application_id_applications'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['asked_by_id'], ['users.id'], name=op.f('fk_approvals_asked_by_id_users')),
    sa.ForeignKeyConstraint(['ruled_by_id'], ['users.id'], name=op.f('fk_approvals_ruled_by_id_users')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_approvals'))
    )
    with op.batch_alter_table('approvals', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_approvals_application_id'), ['application_id'], unique=False)
        batch_op.create_index('ix_approvals_asked', ['asked_at'], unique=False, sqlite_where=sa.text("state = 'asked'"), postgresql_where=sa.text("state = 'asked'"))

    op.create_table('points_requests',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('application_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('email', sa.String(length=254), nullable=False),
    sa.Column('message', sa.Text(), nullable=False),
    sa.Column('asked_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('asked_at', portal.models.base.UtcDateTime(timezone=True), nullable=False),
    sa.Column('reminders', sa.Integer(), nullable=False),
    sa.Column('remind_at', portal.models.base.UtcDateTime(timezone=True), nullable=True),
    sa.Column('answer', sa.JSON(), nullable=False),
    sa.Column('answered_at', portal.models.base.UtcDateTime(timezone=True), nullable=True),
    sa.Column('ended_at', portal.models.base.UtcDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['application_id'], ['applications.id'], name=op.f('fk_points_requests_application_id_applications'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['asked_by_id'], ['users.id'], name=op.f('fk_points_requests_asked_by_id_users')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_points_requests'))
    )
    with op.batch_alter_table('points_requests', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_points_requests_application_id'), ['application_id'], unique=False)

    op.create_table('calls',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('decision_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('owner_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('taken_at', portal.models.base.UtcDateTime(timezone=True), nullable=True),
    sa.Column('state', sa.Enum('due', 'reached', 'written', 'dropped', name='callstate', native_enum=False, length=32), nullable=False),
    sa.Column('created_at', portal.models.base.UtcDateTime(timezone=True), nullable=False),
    sa.Column('write_at', portal.models.base.UtcDateTime(timezone=True), nullable=False),
    sa.Column('ended_at', portal.models.base.UtcDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['decision_id'], ['decisions.id'], name=op.f('fk_calls_decision_id_decisions'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['owner_id'], ['users.id'], name=op.f('fk_calls_owner_id_users')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_calls')),
    sa.UniqueConstraint('decision_id', name=op.f('uq_calls_decision_id'))
    )
    with op.batch_alter_table('calls', schema=None) as batch_op:
        batch_op.create_index('ix_calls_due', ['write_at', 'id'], unique=False, sqlite_where=sa.text("state = 'due'"), postgresql_where=sa.text("state = 'due'"))
        batch_op.create_index(batch_op.f('ix_calls_owner_id'), ['owner_id'], unique=False)

    op.create_table('call_attempts',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('call_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('at', portal.models.base.UtcDateTime(timezone=True), nullable=False),
    sa.Column('outcome', sa.Enum('reached', 'left_message', 'no_answer', 'wrong_number', 'asked_for_mail', name='calloutcome', native_enum=False, length=32), nullable=False),
    sa.Column('user_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('note', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['call_id'], ['calls.id'], name=op.f('fk_call_attempts_call_id_calls'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_call_attempts_user_id_users')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_call_attempts'))
    )
    with op.batch_alter_table('call_attempts', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_call_attempts_call_id'), ['call_id'], unique=False)

    op.create_table('digests',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('user_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('notice_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('written_at', portal.models.base.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['notice_id'], ['notices.id'], name=op.f('fk_digests_notice_id_notices'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_digests_user_id_users')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_digests')),
    sa.UniqueConstraint('user_id', 'day', name=op.f('uq_digests_user_id_day'))
    )
    op.create_table('holding_messages',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('application_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('notice_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('promised_before', portal.models.base.UtcDateTime(timezone=True), nullable=True),
    sa.Column('promised_by', portal.models.base.UtcDateTime(timezone=True), nullable=False),
    sa.Column('message', sa.Text(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('written_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('written_at', portal.models.base.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['application_id'], ['applications.id'], name=op.f('fk_holding_messages_application_id_applications'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['notice_id'], ['notices.id'], name=op.f('fk_holding_messages_notice_id_notices'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['written_by_id'], ['users.id'], name=op.f('fk_holding_messages_written_by_id_users')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_holding_messages'))
    )
    with op.batch_alter_table('holding_messages', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_holding_messages_application_id'), ['application_id'], unique=False)

    with op.batch_alter_table('applications', schema=None) as batch_op:
        batch_op.add_column(sa.Column('interviewed_at', portal.models.base.UtcDateTime(timezone=True), nullable=True))

    with op.batch_alter_table('batches', schema=None) as batch_op:
        batch_op.add_column(sa.Column('reason_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True))
        batch_op.add_column(sa.Column('internal_note', sa.Text(), nullable=False, server_default=sa.text("''")))
        batch_op.add_column(sa.Column('send_when', sa.Enum('by_rule', 'at_once', 'at', name='sendwhen', native_enum=False, length=32), nullable=False, server_default=sa.text("'by_rule'")))
        batch_op.add_column(sa.Column('send_at', portal.models.base.UtcDateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('template_revision_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True))
        batch_op.add_column(sa.Column('vacancy_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True))
        batch_op.add_column(sa.Column('promising', sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column('stage_words', sa.JSON(), nullable=False, server_default=sa.text("'[]'")))
        batch_op.add_column(sa.Column('allows', sa.JSON(), nullable=False, server_default=sa.text("'[]'")))
        batch_op.create_foreign_key(batch_op.f('fk_batches_vacancy_id_vacancies'), 'vacancies', ['vacancy_id'], ['id'])
        batch_op.create_foreign_key(batch_op.f('fk_batches_template_revision_id_template_revisions'), 'template_revisions', ['template_revision_id'], ['id'])
        batch_op.create_foreign_key(batch_op.f('fk_batches_reason_id_reasons'), 'reasons', ['reason_id'], ['id'])

    with op.batch_alter_table('batch_lines', schema=None) as batch_op:
        batch_op.add_column(sa.Column('points', sa.JSON(), nullable=False, server_default=sa.text("'[]'")))
        batch_op.add_column(sa.Column('allows', sa.JSON(), nullable=False, server_default=sa.text("'[]'")))

    with op.batch_alter_table('candidate_phones', schema=None) as batch_op:
        batch_op.add_column(sa.Column('wrong_at', portal.models.base.UtcDateTime(timezone=True), nullable=True))

    with op.batch_alter_table('preferences', schema=None) as batch_op:
        batch_op.add_column(sa.Column('calls_from', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('calls_until', sa.Integer(), nullable=True))
        batch_op.create_check_constraint('call_hours', CALL_HOURS)

    with op.batch_alter_table('feedback', schema=None) as batch_op:
        batch_op.add_column(sa.Column('body', sa.Text(), nullable=False, server_default=sa.text("''")))
        batch_op.add_column(sa.Column('body_language', sa.String(length=12), nullable=False, server_default=sa.text("''")))

    with op.batch_alter_table('decisions', schema=None) as batch_op:
        batch_op.add_column(sa.Column('written_in', sa.String(length=64), nullable=False, server_default=sa.text("''")))
        batch_op.add_column(sa.Column('call_first', sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column('send_when', sa.Enum('by_rule', 'at_once', 'at', name='sendwhen', native_enum=False, length=32), nullable=False, server_default=sa.text("'by_rule'")))
        batch_op.add_column(sa.Column('send_at', portal.models.base.UtcDateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('template_revision_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True))
        batch_op.drop_constraint(batch_op.f('ck_decisions_released_by_somebody'), type_='check')
        batch_op.create_check_constraint('released_by_somebody', RELEASED)
        batch_op.create_foreign_key(batch_op.f('fk_decisions_template_revision_id_template_revisions'), 'template_revisions', ['template_revision_id'], ['id'])

    with op.batch_alter_table('inquiries', schema=None) as batch_op:
        batch_op.add_column(sa.Column('answered_by', sa.Enum('words', 'call', 'decision', 'holding', name='answeredby', native_enum=False, length=32), nullable=True))
        batch_op.add_column(sa.Column('answer', sa.Text(), nullable=False, server_default=sa.text("''")))
        batch_op.add_column(sa.Column('answer_notice_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True))
        batch_op.add_column(sa.Column('missing', sa.Enum('receipt', 'promise', 'decision', 'feedback', 'none', name='missingnotice', native_enum=False, length=32), nullable=True))
        batch_op.add_column(sa.Column('noted_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True))
        batch_op.add_column(sa.Column('concern', sa.Enum('fact_wrong', 'unfair', 'adjustment', 'thanks', name='concernkind', native_enum=False, length=32), nullable=True))
        batch_op.add_column(sa.Column('owner_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True))
        batch_op.create_index(batch_op.f('ix_inquiries_answer_notice_id'), ['answer_notice_id'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_inquiries_answer_notice_id_notices'), 'notices', ['answer_notice_id'], ['id'], ondelete='SET NULL')
        batch_op.create_foreign_key(batch_op.f('fk_inquiries_noted_by_id_users'), 'users', ['noted_by_id'], ['id'])
        batch_op.create_foreign_key(batch_op.f('fk_inquiries_owner_id_users'), 'users', ['owner_id'], ['id'])

    with op.batch_alter_table('links', schema=None) as batch_op:
        batch_op.add_column(sa.Column('points_request_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True))
        batch_op.drop_constraint(batch_op.f('ck_links_one_subject'), type_='check')
        batch_op.create_check_constraint('one_subject', SUBJECT)
        batch_op.create_index(batch_op.f('ix_links_points_request_id'), ['points_request_id'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_links_points_request_id_points_requests'), 'points_requests', ['points_request_id'], ['id'], ondelete='CASCADE')

    with op.batch_alter_table('notices', schema=None) as batch_op:
        batch_op.add_column(sa.Column('points_request_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True))
        batch_op.add_column(sa.Column('application_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True))
        batch_op.add_column(sa.Column('told_with_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True))
        batch_op.add_column(sa.Column('waits_until', portal.models.base.UtcDateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('regardless', sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.alter_column('link_id',
               existing_type=sa.BigInteger().with_variant(sa.Integer(), 'sqlite'),
               nullable=True)
        batch_op.drop_constraint(batch_op.f('ck_notices_one_recipient'), type_='check')
        batch_op.create_check_constraint('one_recipient', RECIPIENT)
        batch_op.create_index(batch_op.f('ix_notices_application_id'), ['application_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_notices_points_request_id'), ['points_request_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_notices_told_with_id'), ['told_with_id'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_notices_application_id_applications'), 'applications', ['application_id'], ['id'], ondelete='CASCADE')
        batch_op.create_foreign_key(batch_op.f('fk_notices_told_with_id_notices'), 'notices', ['told_with_id'], ['id'], ondelete='SET NULL')
        batch_op.create_foreign_key(batch_op.f('fk_notices_points_request_id_points_requests'), 'points_requests', ['points_request_id'], ['id'], ondelete='CASCADE')

    with op.batch_alter_table('organisations', schema=None) as batch_op:
        batch_op.add_column(sa.Column('country', sa.String(length=2), nullable=False, server_default=sa.text("''")))
        batch_op.add_column(sa.Column('subdivision', sa.String(length=10), nullable=False, server_default=sa.text("''")))
        batch_op.add_column(sa.Column('sends_at', sa.Integer(), nullable=False, server_default=sa.text("10")))

    with op.batch_alter_table('stages', schema=None) as batch_op:
        batch_op.add_column(sa.Column('promise_days', sa.Integer(), nullable=True))

    with op.batch_alter_table('vacancies', schema=None) as batch_op:
        batch_op.add_column(sa.Column('promise_rule', sa.Enum('working_days', 'ontario', name='promiserule', native_enum=False, length=32), nullable=False, server_default=sa.text("'working_days'")))
        batch_op.add_column(sa.Column('sends_receipt', sa.Boolean(), nullable=False, server_default=sa.false()))

    sqlite = op.get_bind().dialect.name == "sqlite"
    if sqlite:
        op.execute("DROP TRIGGER audit_events_append_only")
    with op.batch_alter_table('audit_events', schema=None) as batch_op:
        for column, table in SUBJECTS:
            batch_op.drop_constraint(batch_op.f(f'fk_audit_events_{column}_{table}'), type_='foreignkey')
        batch_op.create_index('ix_audit_events_vacancy_id_id', ['vacancy_id', 'id'], unique=False)
    if sqlite:
        keep(sqlite, "audit_events", "UPDATE")
    keep(sqlite, "audit_events", "DELETE")
    keep(sqlite, "call_attempts", "UPDATE")
    keep(sqlite, "template_revisions", "UPDATE")
    keep(sqlite, "template_revisions", "DELETE")



def downgrade() -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    triggers = {
        "audit_events": ("stays",),
        "call_attempts": ("append_only",),
        "template_revisions": ("append_only", "stays"),
    }
    for table, names in triggers.items():
        for name in names:
            op.execute(f"DROP TRIGGER {table}_{name}" + ("" if sqlite else f" ON {table}"))
    if sqlite:
        op.execute("DROP TRIGGER audit_events_append_only")
    with op.batch_alter_table('audit_events', schema=None) as batch_op:
        batch_op.drop_index('ix_audit_events_vacancy_id_id')
        for column, table in SUBJECTS:
            batch_op.create_foreign_key(
                batch_op.f(f'fk_audit_events_{column}_{table}'),
                table, [column], ['id'], ondelete='CASCADE',
            )
    if sqlite:
        keep(sqlite, "audit_events", "UPDATE")
    with op.batch_alter_table('vacancies', schema=None) as batch_op:
        batch_op.drop_column('sends_receipt')
        batch_op.drop_column('promise_rule')

    with op.batch_alter_table('stages', schema=None) as batch_op:
        batch_op.drop_column('promise_days')

    with op.batch_alter_table('organisations', schema=None) as batch_op:
        batch_op.drop_column('sends_at')
        batch_op.drop_column('subdivision')
        batch_op.drop_column('country')

    with op.batch_alter_table('notices', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('ck_notices_one_recipient'), type_='check')
        batch_op.create_check_constraint('one_recipient', RECIPIENT_BEFORE)
        batch_op.drop_constraint(batch_op.f('fk_notices_points_request_id_points_requests'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('fk_notices_told_with_id_notices'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('fk_notices_application_id_applications'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_notices_told_with_id'))
        batch_op.drop_index(batch_op.f('ix_notices_points_request_id'))
        batch_op.drop_index(batch_op.f('ix_notices_application_id'))
        batch_op.alter_column('link_id',
               existing_type=sa.BigInteger().with_variant(sa.Integer(), 'sqlite'),
               nullable=False)
        batch_op.drop_column('regardless')
        batch_op.drop_column('waits_until')
        batch_op.drop_column('told_with_id')
        batch_op.drop_column('application_id')
        batch_op.drop_column('points_request_id')

    with op.batch_alter_table('links', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('ck_links_one_subject'), type_='check')
        batch_op.create_check_constraint('one_subject', SUBJECT_BEFORE)
        batch_op.drop_constraint(batch_op.f('fk_links_points_request_id_points_requests'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_links_points_request_id'))
        batch_op.drop_column('points_request_id')

    with op.batch_alter_table('inquiries', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_inquiries_owner_id_users'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('fk_inquiries_noted_by_id_users'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('fk_inquiries_answer_notice_id_notices'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_inquiries_answer_notice_id'))
        batch_op.drop_column('owner_id')
        batch_op.drop_column('concern')
        batch_op.drop_column('noted_by_id')
        batch_op.drop_column('missing')
        batch_op.drop_column('answer_notice_id')
        batch_op.drop_column('answer')
        batch_op.drop_column('answered_by')

    with op.batch_alter_table('decisions', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('ck_decisions_released_by_somebody'), type_='check')
        batch_op.create_check_constraint('released_by_somebody', RELEASED_BEFORE)
        batch_op.drop_constraint(batch_op.f('fk_decisions_template_revision_id_template_revisions'), type_='foreignkey')
        batch_op.drop_column('template_revision_id')
        batch_op.drop_column('send_at')
        batch_op.drop_column('send_when')
        batch_op.drop_column('call_first')
        batch_op.drop_column('written_in')

    with op.batch_alter_table('feedback', schema=None) as batch_op:
        batch_op.drop_column('body_language')
        batch_op.drop_column('body')

    with op.batch_alter_table('preferences', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('ck_preferences_call_hours'), type_='check')
        batch_op.drop_column('calls_until')
        batch_op.drop_column('calls_from')

    with op.batch_alter_table('candidate_phones', schema=None) as batch_op:
        batch_op.drop_column('wrong_at')

    with op.batch_alter_table('batch_lines', schema=None) as batch_op:
        batch_op.drop_column('allows')
        batch_op.drop_column('points')

    with op.batch_alter_table('batches', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_batches_vacancy_id_vacancies'), type_='foreignkey')
        batch_op.drop_column('allows')
        batch_op.drop_column('stage_words')
        batch_op.drop_column('promising')
        batch_op.drop_column('vacancy_id')
        batch_op.drop_constraint(batch_op.f('fk_batches_reason_id_reasons'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('fk_batches_template_revision_id_template_revisions'), type_='foreignkey')
        batch_op.drop_column('template_revision_id')
        batch_op.drop_column('send_at')
        batch_op.drop_column('send_when')
        batch_op.drop_column('internal_note')
        batch_op.drop_column('reason_id')

    with op.batch_alter_table('applications', schema=None) as batch_op:
        batch_op.drop_column('interviewed_at')

    with op.batch_alter_table('holding_messages', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_holding_messages_application_id'))

    op.drop_table('holding_messages')
    op.drop_table('digests')
    with op.batch_alter_table('call_attempts', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_call_attempts_call_id'))

    op.drop_table('call_attempts')
    with op.batch_alter_table('calls', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_calls_owner_id'))
        batch_op.drop_index('ix_calls_due', sqlite_where=sa.text("state = 'due'"), postgresql_where=sa.text("state = 'due'"))

    op.drop_table('calls')
    with op.batch_alter_table('points_requests', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_points_requests_application_id'))

    op.drop_table('points_requests')
    with op.batch_alter_table('approvals', schema=None) as batch_op:
        batch_op.drop_index('ix_approvals_asked', sqlite_where=sa.text("state = 'asked'"), postgresql_where=sa.text("state = 'asked'"))
        batch_op.drop_index(batch_op.f('ix_approvals_application_id'))

    op.drop_table('approvals')
    op.drop_table('template_revisions')
    op.drop_table('sending_rules')
    op.drop_table('message_templates')
