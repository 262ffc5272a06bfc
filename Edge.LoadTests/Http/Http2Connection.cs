using Edge.LoadTests.Engine;

namespace Edge.LoadTests.Http;

internal sealed class Http2Connection(IConnectionOwner owner, LoadTarget target, nint tlsContext, string serverName)
    : Connection(owner, target, tlsContext, serverName, channels: target.Streams)
{
    public override void GiveUp(Channel channel) => throw new NotSupportedException();

    protected override void OnOpened() => throw new NotSupportedException();

    protected override void Send(Channel channel) => throw new NotSupportedException();

    protected override bool OnData(ReadOnlySpan<byte> data) => throw new NotSupportedException();

    protected override void OnEnd() => throw new NotSupportedException();
}
