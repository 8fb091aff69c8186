"""
Sockets: WebSockets and the limits on HTTP that uvicorn leaves open. Knows nothing of the game.

An :class:`~.endpoint.Endpoint` gives uvicorn its two protocols. Whoever uses it gets a
:class:`~.connection.Connection` for each WebSocket and gives it a :class:`~.connection.Receiver`.
"""
