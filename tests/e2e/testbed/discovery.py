"""Objects of any kind, as files have them, put to the API server."""

from .api import ApiError


class Discovery:
    """Finds out where a kind is served."""

    def __init__(self, api):
        self._api = api
        self._known = {}

    def collection(self, manifest):
        version, kind = manifest["apiVersion"], manifest["kind"]
        root = f"/apis/{version}" if "/" in version else f"/api/{version}"
        if version not in self._known:
            served = self._api.get(root)["resources"]
            self._known[version] = {each["kind"]: each for each in served if "/" not in each["name"]}
        found = self._known[version][kind]
        where = f"/namespaces/{manifest['metadata']['namespace']}" if found["namespaced"] else ""
        return f"{root}{where}/{found['name']}"

    def try_create(self, manifest):
        """A dry run with strict validation: an unknown or repeated field is an error, too. Returns the API server's
        warnings; ApiError when it refuses."""
        try:
            self._api.request("POST", f"{self.collection(manifest)}?dryRun=All&fieldValidation=Strict", manifest)
        except ApiError as why:
            raise ApiError(why.status, f"{manifest['kind']}/{manifest['metadata']['name']}: {why.message}") from None
        return self._api.warnings
