using System.Runtime.InteropServices;
using System.Text;

namespace Edge.LoadTests.Http;

/// <summary>TLS over a socket that never blocks, by the machine's OpenSSL 3. The peer's certificate is not checked: it is this machine's own.</summary>
internal static class OpenSsl
{
    private const string Library = "libssl.so.3";
    private const int WantRead = 2;
    private const int WantWrite = 3;
    private const int ZeroReturn = 6;
    private const int ControlMode = 33;
    private const int ControlServerName = 55;
    private const int SessionCacheMode = 44;
    private const int PartialAndMovingWrites = 1 | 2;

    /// <summary>Settings for all connections of a run: no sessions are kept, so every handshake is a whole one.</summary>
    /// <param name="isHttp2">Which protocol is asked for.</param>
    /// <exception cref="InvalidOperationException">OpenSSL cannot start.</exception>
    public static nint NewContext(bool isHttp2)
    {
        nint context = CreateContext(ClientMethod());
        if (context == 0)
        {
            throw new InvalidOperationException("OpenSSL made no context for TLS.");
        }

        _ = ControlContext(context, ControlMode, PartialAndMovingWrites, 0);
        _ = ControlContext(context, SessionCacheMode, 0, 0);
        byte[] protocols = isHttp2 ? [2, (byte)'h', (byte)'2'] : [8, .. "http/1.1"u8];
        _ = SetProtocols(context, ref protocols[0], protocols.Length);
        return context;
    }

    /// <summary>TLS for one connection, ready for <see cref="Handshake"/>.</summary>
    public static nint Open(nint context, int descriptor, string serverName)
    {
        nint tls = Create(context);
        _ = SetDescriptor(tls, descriptor);
        byte[] name = [.. Encoding.ASCII.GetBytes(serverName), 0];
        _ = ControlName(tls, ControlServerName, 0, ref name[0]);
        return tls;
    }

    /// <summary>Goes on with the handshake: 1 when done, -1 when more must come, -2 when it failed.</summary>
    public static int Handshake(nint tls)
    {
        ClearErrors();
        int result = DoConnect(tls);
        return result == 1 ? 1 : Outcome(tls, result) == -1 ? -1 : -2;
    }

    /// <summary>Bytes taken, -1 when the socket is full, -2 when the connection is lost.</summary>
    public static int Send(nint tls, ReadOnlySpan<byte> bytes)
    {
        ClearErrors();
        int result = Write(tls, ref MemoryMarshal.GetReference(bytes), bytes.Length);
        return result > 0 ? result : Outcome(tls, result) is -1 ? -1 : -2;
    }

    /// <summary>Bytes read, 0 at the end, -1 when nothing is there, -2 when the connection is lost.</summary>
    public static int Receive(nint tls, Span<byte> buffer)
    {
        ClearErrors();
        int result = Read(tls, ref MemoryMarshal.GetReference(buffer), buffer.Length);
        return result > 0 ? result : Outcome(tls, result);
    }

    [DllImport(Library, EntryPoint = "SSL_free")]
    public static extern void Free(nint tls);

    [DllImport(Library, EntryPoint = "SSL_CTX_free")]
    public static extern void FreeContext(nint context);

    private static int Outcome(nint tls, int result) => Error(tls, result) switch { WantRead or WantWrite => -1, ZeroReturn => 0, _ => -2 };

    [DllImport(Library, EntryPoint = "TLS_client_method")]
    private static extern nint ClientMethod();

    [DllImport(Library, EntryPoint = "SSL_CTX_new")]
    private static extern nint CreateContext(nint method);

    [DllImport(Library, EntryPoint = "SSL_CTX_ctrl")]
    private static extern nint ControlContext(nint context, int command, nint number, nint pointer);

    [DllImport(Library, EntryPoint = "SSL_CTX_set_alpn_protos")]
    private static extern int SetProtocols(nint context, ref byte protocols, int length);

    [DllImport(Library, EntryPoint = "SSL_new")]
    private static extern nint Create(nint context);

    [DllImport(Library, EntryPoint = "SSL_set_fd")]
    private static extern int SetDescriptor(nint tls, int descriptor);

    [DllImport(Library, EntryPoint = "SSL_ctrl")]
    private static extern nint ControlName(nint tls, int command, nint number, ref byte name);

    [DllImport(Library, EntryPoint = "SSL_connect")]
    private static extern int DoConnect(nint tls);

    [DllImport(Library, EntryPoint = "SSL_write")]
    private static extern int Write(nint tls, ref byte bytes, int length);

    [DllImport(Library, EntryPoint = "SSL_read")]
    private static extern int Read(nint tls, ref byte bytes, int length);

    [DllImport(Library, EntryPoint = "SSL_get_error")]
    private static extern int Error(nint tls, int result);

    [DllImport("libcrypto.so.3", EntryPoint = "ERR_clear_error")]
    private static extern void ClearErrors();
}
