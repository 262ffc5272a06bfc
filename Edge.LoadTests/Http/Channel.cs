namespace Edge.LoadTests.Http;

/// <summary>Room for one request at a time: a connection of HTTP/1.1, or a stream of HTTP/2.</summary>
internal sealed class Channel(Connection connection)
{
    public Connection Connection { get; } = connection;

    /// <summary>Whether a request is under way.</summary>
    public bool IsBusy { get; set; }

    /// <summary>When the request should have begun, in nanoseconds of the run.</summary>
    public long Intended { get; set; }

    /// <summary>When it did begin.</summary>
    public long Begun { get; set; }

    /// <summary>Index of the step under way.</summary>
    public int Step { get; set; }

    /// <summary>What is asked.</summary>
    public LoadRequest Request { get; set; } = null!;

    /// <summary>Bytes of the answer so far.</summary>
    public long Bytes { get; set; }

    /// <summary>Status of the answer, 0 before its head.</summary>
    public int Status { get; set; }

    /// <summary>Its stream, on HTTP/2; 0 while it waits for one.</summary>
    public int Stream { get; set; }

    /// <summary>Bytes of the request's body that wait for a window, on HTTP/2.</summary>
    public int Unsent { get; set; }

    /// <summary>Bytes that the server takes on this stream; may be below zero.</summary>
    public long SendWindow { get; set; }

    /// <summary>How often it was asked again on another connection.</summary>
    public int Retries { get; set; }
}
