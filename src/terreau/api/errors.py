"""Every error under the addresses of the API is a sentence in JSON, those of the framework too."""

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, JsonResponse

ADDRESSES = "/api/"
SENTENCES: dict[int, str] = {
    HTTPStatus.BAD_REQUEST: "This request cannot be read. See the description at /api/v1/openapi.json.",
    HTTPStatus.NOT_FOUND: "There is nothing at this address. The lists are named at /api/v1/.",
    HTTPStatus.METHOD_NOT_ALLOWED: "This API is only read: ask with GET or HEAD.",
    HTTPStatus.INTERNAL_SERVER_ERROR: "Something broke on our side, and it was noted. Try again later.",
}


class SpokenErrorsMiddleware:
    """Replaces the error pages meant for people by their sentence."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        sentence = SENTENCES.get(response.status_code)
        said = response.get("Content-Type", "").startswith("application/json")
        if sentence is None or said or not request.path_info.startswith(ADDRESSES):
            return response
        spoken = JsonResponse({"detail": sentence}, status=response.status_code)
        if "Allow" in response:
            spoken["Allow"] = response["Allow"]
        return spoken
