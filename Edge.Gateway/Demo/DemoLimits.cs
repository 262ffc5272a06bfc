namespace Edge.Gateway.Demo;

/// <summary>Every bound of the demo cells, by name.</summary>
internal static class DemoLimits
{
    /// <summary>Body that <c>/echo</c> shows as text, in bytes; longer bodies are hashed whole and shown up to here.</summary>
    public const int MaxEchoTextBytes = 64 * 1024;

    /// <summary>JSON or form body that the identity endpoints and <c>/_demo</c> read, in bytes; longer ones get 413.</summary>
    public const int MaxDocumentBytes = 64 * 1024;

    /// <summary>Depth of a JSON body.</summary>
    public const int MaxDocumentDepth = 16;

    /// <summary>Fields of a form body.</summary>
    public const int MaxFormFields = 64;

    /// <summary>Length of a login, name, password or path id that is kept, in chars.</summary>
    public const int MaxValueLength = 256;

    /// <summary>Download that <c>/bytes/{n}</c> gives, in bytes: 16 GiB.</summary>
    public const long MaxDownloadBytes = 16L * 1024 * 1024 * 1024;

    /// <summary>Users of a tenant in a cell; a further one takes the place of the oldest, so that a load of writes never ends.</summary>
    public const int MaxUsersPerTenant = 256;

    /// <summary>Tenants with changed users in a cell; a further one takes the oldest back to the users that everyone starts with.</summary>
    public const int MaxTenantsPerCell = 1024;

    /// <summary>Users of one list answer, Okta's default page.</summary>
    public const int MaxUsersPerPage = 200;

    /// <summary>Events that <c>/stream</c> sends.</summary>
    public const int MaxStreamEvents = 100_000;

    /// <summary>Payload of one message of <c>/grpc/echo</c>, in bytes: gRPC's default.</summary>
    public const int MaxGrpcMessageBytes = 4 * 1024 * 1024;

    /// <summary>Buffer of one WebSocket connection, in bytes.</summary>
    public const int WebSocketBufferBytes = 16 * 1024;

    /// <summary>JSON buffer that a thread keeps between answers, in bytes; a larger one is given back to the collector.</summary>
    public const int MaxKeptJsonBufferBytes = 256 * 1024;

    /// <summary>Any delay that a caller may ask for.</summary>
    public static readonly TimeSpan MaxDelay = TimeSpan.FromMinutes(10);

    /// <summary>Idle time after which a connection is closed: longer than any pool's, so that the client is the one to close.</summary>
    public static readonly TimeSpan KeepAliveTimeout = TimeSpan.FromMinutes(15);
}
