"""What Chatwoot's published OpenAPI definitions say of the five calls that an agent bot makes.

Our own extract, facts only: paths, fields, types, values. Read off swagger/paths/application/
conversation/{messages/create,toggle_status,assignments,labels/index,labels/create}.yml and
swagger/definitions/request/conversation/create_message_payload.yml of chatwoot/chatwoot. A field
that they do not define is an error here.
"""

from __future__ import annotations

from typing import Any

STATUSES = ("open", "resolved", "pending", "snoozed")

_TEXT = {"type": "string"}
_NUMBER = {"type": "number"}


def _body(required: tuple[str, ...], **fields: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "required": list(required),
        "properties": fields,
        "additionalProperties": False,
    }


# (method, what follows the conversation's number) -> the schema of the body, None for no body
CALLS: dict[tuple[str, str], dict[str, Any] | None] = {
    ("POST", "messages"): _body(
        ("content",),
        content=_TEXT,
        message_type={"enum": ["outgoing", "incoming"]},
        private={"type": "boolean"},
        content_type={"enum": ["text", "input_email", "cards", "input_select", "form", "article"]},
        content_attributes={"type": "object"},
        campaign_id={"type": "integer"},
        template_params={"type": "object"},
    ),
    ("POST", "toggle_status"): _body(
        ("status",), status={"enum": list(STATUSES)}, snoozed_until=_NUMBER
    ),
    ("POST", "assignments"): _body((), assignee_id=_NUMBER, team_id=_NUMBER),
    ("GET", "labels"): None,
    ("POST", "labels"): _body(("labels",), labels={"type": "array", "items": _TEXT}),
}
# The items of a message of choices, which Chatwoot's own validator asks for.
CHOICE = _body(("title", "value"), title=_TEXT, value=_TEXT)
