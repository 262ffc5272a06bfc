namespace Edge.Gateway.Demo;

/// <summary>What a request path asks for; also the class under which it is counted.</summary>
internal enum DemoRoute
{
    /// <summary>Nothing that the demo knows: 404.</summary>
    Other,

    /// <summary><c>/api/v1/authn</c>.</summary>
    Authn,

    /// <summary><c>/oauth2/v1/token</c> and <c>/oauth2/{server}/v1/token</c>.</summary>
    Token,

    /// <summary><c>/api/v1/users</c>.</summary>
    Users,

    /// <summary><c>/api/v1/users/{id}</c>.</summary>
    User,

    /// <summary><c>/api/v1/users/{id}/lifecycle/{operation}</c>.</summary>
    UserLifecycle,

    /// <summary><c>/api/v1/users/{id}/credentials/change_password</c>.</summary>
    UserPassword,

    /// <summary><c>/.well-known/openid-configuration</c>, also below <c>/oauth2/{server}</c>.</summary>
    OpenIdConfiguration,

    /// <summary><c>/oauth2/v1/keys</c> and <c>/oauth2/{server}/v1/keys</c>.</summary>
    Keys,

    /// <summary><c>/echo</c> and everything below it.</summary>
    Echo,

    /// <summary><c>/bytes/{n}</c>.</summary>
    Bytes,

    /// <summary><c>/upload</c>.</summary>
    Upload,

    /// <summary><c>/slow</c>.</summary>
    Slow,

    /// <summary><c>/status/{code}</c>.</summary>
    Status,

    /// <summary><c>/stream</c>.</summary>
    Stream,

    /// <summary><c>/ws</c>.</summary>
    WebSocket,

    /// <summary><c>/grpc/echo</c>.</summary>
    Grpc,

    /// <summary><c>/healthz</c>.</summary>
    Health,

    /// <summary><c>/_demo</c> and <c>/_demo/reset</c>.</summary>
    Control,
}
