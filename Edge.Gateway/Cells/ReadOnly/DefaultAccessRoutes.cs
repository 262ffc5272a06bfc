namespace Edge.Gateway.Cells.ReadOnly;

/// <summary>The routes that are known without configuration: how people and machines sign in at Okta's and Auth0's endpoints, and by SAML.</summary>
/// <remarks>
/// After Okta's description of its read-only mode: sign-in, challenges and answers, single sign-on and tokens work. What changes a user does
/// not: a password's change or reset, unlocking, enrolling a factor; such paths are absent here, so their methods make them writes.
/// </remarks>
internal static class DefaultAccessRoutes
{
    private static readonly string[] Posts =
    [
        // Okta's authentication API.
        "/api/v1/authn", "/api/v1/authn/factors/*/verify", "/api/v1/authn/factors/*/verify/resend", "/api/v1/authn/factors/*/transactions/*/verify",
        "/api/v1/authn/cancel", "/api/v1/authn/previous", "/api/v1/authn/skip",
        "/api/v1/sessions", "/api/v1/sessions/me/lifecycle/refresh", "/login/sessionCookieRedirect",

        // The Identity Engine's: not below "enroll", "recover" and "credential/enroll".
        "/idp/idx/introspect", "/idp/idx/identify", "/idp/idx/challenge", "/idp/idx/challenge/answer", "/idp/idx/challenge/poll", "/idp/idx/challenge/resend",
        "/idp/idx/authenticators/poll", "/idp/idx/authenticators/okta-verify/launch", "/idp/idx/cancel", "/idp/idx/skip",

        // OAuth 2.0 and OpenID Connect, of the org and of its authorization servers.
        .. OAuth("token"), .. OAuth("introspect"), .. OAuth("revoke"), .. OAuth("userinfo"), .. OAuth("logout"), .. OAuth("authorize"),
        .. OAuth("par"), .. OAuth("interact"), .. OAuth("bc/authorize"), .. OAuth("device/authorize"),

        // SAML's POST binding.
        "/sso/saml", "/sso/saml2/*", "/app/*/sso/saml", "/app/*/*/sso/saml", "/app/*/*/slo/saml", "/login/saml",

        // Auth0.
        "/oauth/token", "/oauth/revoke", "/oauth/device/code", "/oauth/par", "/bc-authorize", "/userinfo", "/co/authenticate", "/usernamepassword/login", "/login/callback",
        "/mfa/challenge", "/samlp/*", "/samlp/*/logout", "/u/login", "/u/login/identifier", "/u/login/password",
    ];

    public static IReadOnlyList<AccessRoute> All { get; } =
    [
        .. Posts.Select(static path => new AccessRoute(["POST"], path, RouteAccess.Auth)),
        new AccessRoute(["DELETE"], "/api/v1/sessions/me", RouteAccess.Auth), // Signs out.
    ];

    private static string[] OAuth(string endpoint) => [$"/oauth2/*/{endpoint}", $"/oauth2/*/v1/{endpoint}"];
}
