using System.Text.Json;
using System.Text.Json.Serialization;
using Edge.Gateway.Events;

namespace Edge.Gateway.State;

/// <summary>Brings the events of decisions to the System Log: at least once, and the log keeps each once.</summary>
/// <remarks>They are in one transaction with their decision, so a node that dies between the two tells of it at its next start.</remarks>
internal sealed partial class UntoldEvents(LocalDecisions decisions, IEventLog events, ILogger<UntoldEvents> logger) : IDisposable
{
    /// <summary>Events that are read at a time.</summary>
    public const int PageSize = 2000;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter() },
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    private readonly SemaphoreSlim _turn = new(1, 1);
    private bool _hasFailed; // The last try. Of who has the turn.

    /// <summary>Tells all that waits; what the log does not take now is told later. Never throws.</summary>
    /// <remarks>Who finds another telling waits no longer than for the log itself: the events are on disk with their decisions.</remarks>
    public async Task TellAsync()
    {
        if (!decisions.HasUntold || !await _turn.WaitAsync(EventLog.StoreTimeout))
        {
            return;
        }

        try
        {
            if (_hasFailed)
            {
                await events.FlushAsync(CancellationToken.None); // What was written before may wait there still: the same again would only fill the queue.
            }

            while (decisions.ReadUntold(PageSize) is { Last: > 0 } page)
            {
                await events.WriteDurableAsync(page.Events, CancellationToken.None);
                _hasFailed = false;
                if (!decisions.ForgetTold(page.Last))
                {
                    return; // The disk fails; told again, the log leaves it out.
                }
            }

            _hasFailed = false;
        }
        catch (Exception exception) // What was decided is in force: no reason to call it a failure, whatever the log does.
        {
            if (!_hasFailed)
            {
                LogNotStored(exception.Message); // Once, not with every try.
            }

            _hasFailed = true;
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    public static string Encode(EdgeEvent one) => JsonSerializer.Serialize(one, Json);

    /// <summary>Null for what is no event.</summary>
    public static EdgeEvent? Decode(string? text)
    {
        try
        {
            return text is not null && JsonSerializer.Deserialize<EdgeEvent>(text, Json) is { EventType: not null, Actor: not null, Target: not null } one ? one : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    [LoggerMessage(EdgeEvents.DecisionEventsNotStored, LogLevel.Error, "Events of decisions are not in the System Log yet: {Reason}")]
    private partial void LogNotStored(string reason);
}
