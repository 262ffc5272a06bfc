using Edge.LoadTests.Engine;
using Edge.LoadTests.Measuring;

namespace Edge.LoadTests.Http;

/// <summary>HTTP/1.1: one request at a time.</summary>
internal sealed class Http1Connection(IConnectionOwner owner, LoadTarget target, nint tlsContext, string serverName)
    : Connection(owner, target, tlsContext, serverName, channels: 1)
{
    private readonly ResponseParser _parser = new();

    private Channel Only => Channels[0];

    public override void GiveUp(Channel channel) => Fail(FailureKind.Timeout);

    protected override void OnOpened()
    {
    }

    protected override void Send(Channel channel)
    {
        _parser.Reset(channel.Request.IsHead);
        Write(channel.Request.Http1);
    }

    protected override bool OnData(ReadOnlySpan<byte> data)
    {
        Channel channel = Only;
        if (!channel.IsBusy)
        {
            Close(); // Nobody asked: what comes cannot be an answer to the next request.
            return false;
        }

        ParseState state = _parser.Feed(data, out int consumed);
        channel.Bytes += consumed;
        if (state == ParseState.Invalid || (state == ParseState.Complete && consumed < data.Length))
        {
            Fail(FailureKind.Malformed);
            return false;
        }

        if (state == ParseState.Incomplete)
        {
            return true;
        }

        Finish(channel);
        return IsOpen;
    }

    protected override void OnEnd()
    {
        Channel channel = Only;
        if (channel.IsBusy && _parser.End() == ParseState.Complete)
        {
            Finish(channel);
            return;
        }

        Fail(FailureKind.Broken);
    }

    private void Finish(Channel channel)
    {
        channel.Status = _parser.Status;
        if (!_parser.KeepAlive)
        {
            Close();
        }

        Owner.Answered(channel);
    }
}
