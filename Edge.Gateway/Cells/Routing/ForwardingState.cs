using System.Runtime.CompilerServices;
using Edge.Gateway.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Edge.Gateway.Cells.Routing;

/// <summary>What is kept of a request while it is forwarded: its current try, where it has been, what it may still do. Reused with its <see cref="EdgeRequest"/>.</summary>
internal sealed class ForwardingState(TimeProvider time)
{
    /// <summary>Most destinations tried for one request, whatever the configuration says.</summary>
    public const int MaxTries = 11;

    private readonly LiveDestination?[] _tried = new LiveDestination?[MaxTries];
    private readonly Attempt _attempt = new();
    private HttpContext _context = null!;
    private LiveDestination? _entered;
    private bool _isAdmitted;
    private bool _holdsRetry;

    public LiveCell Cell { get; private set; } = null!;

    /// <summary>Which destinations it may go to; null for all.</summary>
    public Func<LiveDestination, bool>? Scope { get; private set; }

    /// <summary>How often it was sent.</summary>
    public int Tries { get; private set; }

    /// <summary>Whether the method allows it to be sent again after it was sent.</summary>
    public bool MayRepeat { get; private set; }

    /// <summary>Keeps the body of a request that may be repeated; null when there is none, or it is too long.</summary>
    public ReplayBody? Body { get; private set; }

    /// <summary>Whether the last answer was held back, because another destination is to be asked. The retry's place in the budget is taken.</summary>
    public bool IsHeldBack { get; private set; }

    /// <summary>Whether tries answer through <see cref="HedgedTry"/>.</summary>
    public bool IsHedged { get; set; }

    public Attempt Attempt => _attempt;

    /// <summary>Where the last try went; of two at a time, the one whose outcome counts.</summary>
    public LiveDestination Destination { get; private set; } = null!;

    public ReadOnlySpan<LiveDestination?> Tried => _tried.AsSpan(0, Tries);

    /// <summary>Whether it may go to one destination more.</summary>
    public bool MayTryAgain => Tries <= Cell.Policy.Retries.Max && Tries < MaxTries;

    /// <summary>Whether sending it again is right and possible: the method allows it, and its body is whole.</summary>
    public bool IsReplayable => MayRepeat && Body is not { CanRewind: false };

    /// <summary>Time since the last try began.</summary>
    public TimeSpan Elapsed => time.GetElapsedTime(_attempt.Started);

    /// <summary>The state of a request that is being forwarded.</summary>
    public static ForwardingState Of(HttpContext context) => Unsafe.As<ForwardingState>(context.GetEdgeRequest().ForwardingState!);

    /// <summary>Takes a request that was admitted.</summary>
    /// <param name="context">The request.</param>
    /// <param name="cell">Where it goes.</param>
    /// <param name="scope">The destinations it may go to; null for all.</param>
    public void Begin(HttpContext context, LiveCell cell, Func<LiveDestination, bool>? scope = null)
    {
        (_context, Cell, Scope, _isAdmitted) = (context, cell, scope, true);
        RetrySettings retries = cell.Policy.Retries;
        HttpRequest request = context.Request;
        MayRepeat = retries.MayRepeat(request.Method);
        if (MayRepeat && context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: true })
        {
            MayRepeat = retries.MaxBufferedBodyBytes > 0 && !(request.ContentLength > retries.MaxBufferedBodyBytes);
            if (MayRepeat)
            {
                request.Body = Body = new ReplayBody(request.Body, retries.MaxBufferedBodyBytes);
            }
        }
    }

    public void BeginTry(LiveDestination destination)
    {
        AddTried(destination);
        (_entered, Destination, IsHeldBack, IsHedged) = (destination, destination, false, false);
        Body?.Rewind();
        _attempt.Begin(time.GetTimestamp(), IsReplayable);
        destination.Enter();
        destination.Waiting.Add(_attempt);
    }

    /// <summary>Notes a destination that a second try goes to meanwhile.</summary>
    public void AddTried(LiveDestination destination) => _tried[Tries++] = destination;

    /// <summary>The second of two tries is the one that counts.</summary>
    public void Adopt(LiveDestination destination) => Destination = destination;

    public void EndTry()
    {
        _entered!.Waiting.Remove(_attempt);
        _entered.Leave();
        if (_holdsRetry && !IsHeldBack)
        {
            ReleaseRetry();
        }
    }

    /// <summary>The answer's first line came; false when it is to be held back, because another destination will be asked.</summary>
    public bool Answered(int status)
    {
        LiveDestination destination = Destination;
        destination.Waiting.Remove(_attempt); // From here on only the client or the destination end it.
        long now = time.GetTimestamp();
        Cell.Outliers.Answered(destination, status, time.GetElapsedTime(_attempt.Started, now), now);
        if (status == StatusCodes.Status101SwitchingProtocols)
        {
            Leave(); // A tunnel may last for days: it holds no request's place.
            return true;
        }

        if (!IsReplayable || !Cell.Policy.Retries.IsRetriable(status) || !MayTryAgain || Next() is null || !(_holdsRetry || Cell.Retries.TryEnter()))
        {
            return true;
        }

        return !(_holdsRetry = IsHeldBack = true);
    }

    /// <summary>The destination that would be tried next; null when there is none.</summary>
    public LiveDestination? Next() => Cell.Table.LeastBusy(Tried, Scope, Cell.Policy.Breaker.MaxInFlightPerDestination);

    /// <summary>Notes that a place in the retry budget was taken.</summary>
    public void HoldRetry() => _holdsRetry = true;

    public bool HoldsRetry => _holdsRetry;

    public void ReleaseRetry()
    {
        if (_holdsRetry)
        {
            _holdsRetry = false;
            Cell.Retries.Exit();
        }
    }

    /// <summary>Ends everything, so that the next request finds it empty.</summary>
    public void EndAll()
    {
        ReleaseRetry();
        Leave();
        if (Body is { } body)
        {
            _context.Request.Body = body.Source;
            body.Release();
            Body = null;
        }

        _tried.AsSpan(0, Tries).Clear();
        Tries = 0;
        (Cell, Scope, Destination, _entered, _context) = (null!, null, null!, null, null!);
    }

    private void Leave()
    {
        if (_isAdmitted)
        {
            _isAdmitted = false;
            Cell.Admission.Exit();
        }
    }
}
