"""How gunicorn serves the portal."""

worker_class = "gthread"
workers = 2
threads = 4
# Imports once for all workers, which then share that memory.
preload_app = True
graceful_timeout = 5
# The access log would name the people behind self-service links.
accesslog = None
loglevel = "warning"
# By default it would lie in the home folder, shared by every installation on the machine.
control_socket_disable = True
