"""Signing in, and setting a password."""

from wtforms import PasswordField, StringField

from portal.web.forms import PortalForm, at_most, required


class SignInForm(PortalForm):
    """Address and password."""

    email = StringField("E-mail", [required("your e-mail address"), at_most(254)])
    password = PasswordField("Password", [required("your password"), at_most(200)])


class PasswordForm(PortalForm):
    """A new password."""

    password = PasswordField("New password", [required("a password"), at_most(200)])
