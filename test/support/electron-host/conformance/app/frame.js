parent.frameApi = typeof window.api
