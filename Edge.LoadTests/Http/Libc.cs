using System.Runtime.InteropServices;

namespace Edge.LoadTests.Http;

/// <summary>The few system calls of an event loop. Linux only; an error is -1 and <see cref="Marshal.GetLastPInvokeError"/>.</summary>
/// <remarks>Sockets of .NET try a read before they wait and hand over to other threads: both cost what a generator must not (docs/decisions/0023).</remarks>
internal static class Libc
{
    public const int Again = 11;
    public const int InProgress = 115;
    public const uint EventIn = 0x1;
    public const uint EventOut = 0x4;
    public const uint EventError = 0x8;
    public const uint EventHangUp = 0x10;
    public const uint EventReadHangUp = 0x2000;
    public const uint EventEdge = 0x8000_0000;

    private const int StreamNonBlockingCloseOnExec = 1 | 0x800 | 0x80000;
    private const int NoSignal = 0x4000;
    private const int CloseOnExec = 0x80000;
    private const int ControlAdd = 1;
    private const int SocketLevel = 1;
    private const int ErrorOption = 4;
    private const int LingerOption = 13;
    private const int TcpLevel = 6;
    private const int NoDelayOption = 1;
    private const int SetTimerSlack = 29;
    private const int ThreadCpuClock = 3;

    // struct epoll_event is packed on x64 only.
    private static readonly int EventBytes = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 12 : 16;

    /// <summary>Opens a TCP socket that never blocks; -1 when there are no more.</summary>
    public static int OpenSocket(int family)
    {
        int descriptor = Socket(family, StreamNonBlockingCloseOnExec, 0);
        if (descriptor >= 0)
        {
            int on = 1;
            _ = SetOption(descriptor, TcpLevel, NoDelayOption, ref on, sizeof(int));
        }

        return descriptor;
    }

    /// <summary>Begins to connect; true also while it is under way.</summary>
    public static bool BeginConnect(int descriptor, ReadOnlySpan<byte> address) =>
        Connect(descriptor, ref MemoryMarshal.GetReference(address), address.Length) == 0 || Marshal.GetLastPInvokeError() == InProgress;

    /// <summary>What became of a connect: 0, or an errno.</summary>
    public static int ConnectError(int descriptor)
    {
        int error = 0;
        int length = sizeof(int);
        return GetOption(descriptor, SocketLevel, ErrorOption, ref error, ref length) == 0 ? error : Marshal.GetLastPInvokeError();
    }

    /// <summary>Bytes taken by the socket, or -1.</summary>
    public static int Send(int descriptor, ReadOnlySpan<byte> bytes) =>
        (int)Send(descriptor, ref MemoryMarshal.GetReference(bytes), bytes.Length, NoSignal);

    /// <summary>Bytes read, 0 at the end, or -1.</summary>
    public static int Receive(int descriptor, Span<byte> buffer) =>
        (int)Receive(descriptor, ref MemoryMarshal.GetReference(buffer), buffer.Length, 0);

    /// <summary>Closes with a reset: no TIME_WAIT, which would use up this machine's ports within seconds of new connections.</summary>
    public static void Reset(int descriptor)
    {
        long lingerNone = 1; // struct linger { l_onoff = 1, l_linger = 0 }
        _ = SetLinger(descriptor, SocketLevel, LingerOption, ref lingerNone, sizeof(long));
        _ = CloseDescriptor(descriptor);
    }

    public static void Close(int descriptor) => _ = CloseDescriptor(descriptor);

    public static int OpenPoll() => CreatePoll(CloseOnExec);

    /// <summary>Watches a socket for edges of both directions.</summary>
    public static bool Watch(int poll, int descriptor, long key)
    {
        Span<byte> data = stackalloc byte[16];
        uint events = EventIn | EventOut | EventReadHangUp | EventEdge;
        MemoryMarshal.Write(data, in events);
        MemoryMarshal.Write(data[(EventBytes - 8)..], in key);
        return ControlPoll(poll, ControlAdd, descriptor, ref MemoryMarshal.GetReference(data)) == 0;
    }

    /// <summary>A buffer for <paramref name="count"/> events.</summary>
    public static byte[] EventBuffer(int count) => new byte[count * EventBytes];

    /// <summary>Waits until a socket has something to say; gives back how many of the events are set.</summary>
    public static int Wait(int poll, byte[] events, long nanoseconds)
    {
        var time = new TimeSpec { Seconds = nanoseconds / 1_000_000_000, Nanoseconds = nanoseconds % 1_000_000_000 };
        return WaitPoll(poll, ref MemoryMarshal.GetArrayDataReference(events), events.Length / EventBytes, ref time, 0);
    }

    /// <summary>What happened, and the key given to <see cref="Watch"/>.</summary>
    public static (uint Events, long Key) EventAt(byte[] events, int index)
    {
        ReadOnlySpan<byte> data = events.AsSpan(index * EventBytes, EventBytes);
        return (MemoryMarshal.Read<uint>(data), MemoryMarshal.Read<long>(data[(EventBytes - 8)..]));
    }

    /// <summary>Lets this thread's waits end when they should: by default the kernel may be 50 µs late.</summary>
    public static void WakeOnTime() => _ = Control(SetTimerSlack, 1, 0, 0, 0);

    /// <summary>CPU time of this thread so far, in nanoseconds.</summary>
    public static long ThreadCpu()
    {
        var time = default(TimeSpec);
        return GetClock(ThreadCpuClock, ref time) == 0 ? (time.Seconds * 1_000_000_000) + time.Nanoseconds : 0;
    }

    [DllImport("libc", EntryPoint = "socket", SetLastError = true)]
    private static extern int Socket(int domain, int type, int protocol);

    [DllImport("libc", EntryPoint = "connect", SetLastError = true)]
    private static extern int Connect(int descriptor, ref byte address, int length);

    [DllImport("libc", EntryPoint = "getsockopt", SetLastError = true)]
    private static extern int GetOption(int descriptor, int level, int name, ref int value, ref int length);

    [DllImport("libc", EntryPoint = "setsockopt", SetLastError = true)]
    private static extern int SetOption(int descriptor, int level, int name, ref int value, int length);

    [DllImport("libc", EntryPoint = "setsockopt", SetLastError = true)]
    private static extern int SetLinger(int descriptor, int level, int name, ref long value, int length);

    [DllImport("libc", EntryPoint = "send", SetLastError = true)]
    private static extern nint Send(int descriptor, ref byte bytes, nint length, int flags);

    [DllImport("libc", EntryPoint = "recv", SetLastError = true)]
    private static extern nint Receive(int descriptor, ref byte bytes, nint length, int flags);

    [DllImport("libc", EntryPoint = "close")]
    private static extern int CloseDescriptor(int descriptor);

    [DllImport("libc", EntryPoint = "epoll_create1", SetLastError = true)]
    private static extern int CreatePoll(int flags);

    [DllImport("libc", EntryPoint = "epoll_ctl", SetLastError = true)]
    private static extern int ControlPoll(int poll, int operation, int descriptor, ref byte data);

    [DllImport("libc", EntryPoint = "epoll_pwait2", SetLastError = true)]
    private static extern int WaitPoll(int poll, ref byte events, int maximum, ref TimeSpec timeout, nint signals);

    [DllImport("libc", EntryPoint = "clock_gettime")]
    private static extern int GetClock(int clock, ref TimeSpec time);

    [DllImport("libc", EntryPoint = "prctl")]
    private static extern int Control(int option, nuint first, nuint second, nuint third, nuint fourth);

    private struct TimeSpec
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
