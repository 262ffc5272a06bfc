using System.IO.Pipelines;
using Microsoft.AspNetCore.Http.Features;

namespace Edge.Gateway.Waf;

/// <summary>Stands before the response while rules may still object to it: lets it through, holds it back, or drops it.</summary>
/// <remarks>The first byte, flush or start decides by the headers (<see cref="WafInspection.JudgeResponseHeaders"/>), before anything is sent.</remarks>
internal sealed class WafResponse(WafInspection inspection, IHttpResponseBodyFeature inner) : Stream, IHttpResponseBodyFeature
{
    private PipeWriter? _writer;
    private WafResponseFlow _flow = WafResponseFlow.Undecided;
    private MemoryStream? _held; // Only for debugHeader; what rules inspect is held by the transaction itself.
    private long _discardedBytes;

    /// <summary>Whether the response is to be replaced by a refusal.</summary>
    public bool IsBlocked => _flow == WafResponseFlow.Discard;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    Stream IHttpResponseBodyFeature.Stream => this;

    PipeWriter IHttpResponseBodyFeature.Writer => _writer ??= PipeWriter.Create(this, new StreamPipeWriterOptions(leaveOpen: true));

    /// <summary>Runs what is left of the phases, once nothing more comes.</summary>
    /// <param name="hasStarted">The response went out already.</param>
    /// <param name="cancellationToken">The client went away.</param>
    public async ValueTask CompleteHeldAsync(bool hasStarted, CancellationToken cancellationToken)
    {
        if (hasStarted && _flow == WafResponseFlow.Undecided)
        {
            _flow = WafResponseFlow.Through; // Upgraded: the connection became a tunnel, past this stream.
            return;
        }

        if (_writer is not null)
        {
            await _writer.FlushAsync(cancellationToken);
        }

        Decide();
        if (_flow == WafResponseFlow.Inspect)
        {
            await EndInspectionAsync();
        }
    }

    /// <summary>Sends what is held; call it after <see cref="CompleteHeldAsync"/> and after the debug headers are set.</summary>
    public ValueTask ReleaseAsync(CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte> body = _flow switch
        {
            WafResponseFlow.Release => inspection.HeldBody,
            WafResponseFlow.Hold when _held is not null => _held.GetBuffer().AsMemory(0, (int)_held.Length),
            _ => default,
        };
        _flow = WafResponseFlow.Through;
        return body.IsEmpty ? ValueTask.CompletedTask : inner.Stream.WriteAsync(body, cancellationToken);
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Decide();
        switch (_flow)
        {
            case WafResponseFlow.Inspect:
                return InspectAsync(buffer, cancellationToken);
            case WafResponseFlow.Hold:
                return HoldAsync(buffer, cancellationToken);
            case WafResponseFlow.Discard:
                Discard(buffer.Length);
                return ValueTask.CompletedTask;
            default:
                return inner.Stream.WriteAsync(buffer, cancellationToken);
        }
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task FlushAsync(CancellationToken cancellationToken)
    {
        Decide();
        return _flow == WafResponseFlow.Through ? inner.Stream.FlushAsync(cancellationToken) : Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken = default)
    {
        Decide();
        return _flow == WafResponseFlow.Through ? inner.StartAsync(cancellationToken) : Task.CompletedTask;
    }

    public async Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default)
    {
        await using FileStream file = File.OpenRead(path);
        file.Seek(offset, SeekOrigin.Begin);
        await file.CopyToAsync(this, cancellationToken);
    }

    public void DisableBuffering() => inner.DisableBuffering();

    public Task CompleteAsync()
    {
        Decide();
        return _flow == WafResponseFlow.Through ? inner.CompleteAsync() : Task.CompletedTask;
    }

    public override void Flush()
    {
    }

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("Write the body asynchronously.");

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private void Decide()
    {
        if (_flow == WafResponseFlow.Undecided)
        {
            _flow = inspection.JudgeResponseHeaders();
        }
    }

    private async ValueTask InspectAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken)
    {
        int kept = inspection.AppendResponseBody(buffer.Span);
        if (kept == buffer.Length)
        {
            return;
        }

        await EndInspectionAsync(); // The limit: the rules judge by what they have, the rest is not held.
        if (_flow == WafResponseFlow.Discard)
        {
            return;
        }

        await ReleaseAsync(cancellationToken);
        await inner.Stream.WriteAsync(buffer[kept..], cancellationToken);
    }

    private async ValueTask EndInspectionAsync()
    {
        await WafThreads.LeaveForAsync(inspection.HeldBody.Length);
        _flow = inspection.JudgeResponseBody() ? WafResponseFlow.Release : WafResponseFlow.Discard;
    }

    private async ValueTask HoldAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken)
    {
        _held ??= new MemoryStream();
        if (_held.Length + buffer.Length <= WafLimits.MaxHeldResponseBytes)
        {
            _held.Write(buffer.Span);
            return;
        }

        await ReleaseAsync(cancellationToken);
        await inner.Stream.WriteAsync(buffer, cancellationToken);
    }

    private void Discard(int bytes)
    {
        _discardedBytes += bytes;
        if (_discardedBytes > WafLimits.MaxDiscardedBytes)
        {
            _discardedBytes = 0; // What the gateway itself writes after this is dropped quietly.
            throw new OperationCanceledException("The response is blocked; the rest of its body is not read.");
        }
    }
}
