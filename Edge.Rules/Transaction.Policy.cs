using Edge.Rules.Bodies;
using Edge.Rules.Execution;
using Edge.Rules.Variables;

namespace Edge.Rules;

/// <content>What a host decides per transaction, and the bodies as it gave them.</content>
public sealed partial class Transaction
{
    /// <summary>The request body as far as <see cref="AppendRequestBody"/> kept it, so that a host can pass it on without a copy of its own.</summary>
    /// <remarks>Valid until more is appended or the transaction is disposed.</remarks>
    public ReadOnlyMemory<byte> RequestBody => State.RequestBody.Memory;

    /// <summary>The response body as far as <see cref="AppendResponseBody"/> kept it; as for <see cref="RequestBody"/>.</summary>
    public ReadOnlyMemory<byte> ResponseBody => State.ResponseBody.Memory;

    /// <summary>After phase 1: whether a body processor is chosen, by content type or by <c>ctl:requestBodyProcessor</c>.</summary>
    public bool HasBodyProcessor => !State.Scalars[VariableKind.ReqbodyProcessor].IsEmpty;

    /// <summary>The first recorded match that interrupts while the engine is on; in <see cref="RuleEngineMode.DetectionOnly"/> it tells what would have happened.</summary>
    public RuleMatch? DisruptiveMatch
    {
        get
        {
            List<RuleMatch> matches = State.Matches;
            for (int index = 0; index < matches.Count; index++)
            {
                if (_owner.IsDisruptive(matches[index].Rule))
                {
                    return matches[index];
                }
            }

            return null;
        }
    }

    /// <summary>Lets rules that come after it run as if they were not there, or not look at a target; to be called before phase 1.</summary>
    /// <exception cref="ArgumentException">It was made for another rule set.</exception>
    public void Apply(RuleExclusion exclusion)
    {
        ArgumentNullException.ThrowIfNull(exclusion);
        if (exclusion.Owner != _owner)
        {
            throw new ArgumentException("The exclusion was made for another rule set.", nameof(exclusion));
        }

        exclusion.Run(State);
    }

    /// <summary>Bytes of the request body without its files that are read (<c>SecRequestBodyNoFilesLimit</c>); to be set before the body is given.</summary>
    public long MaxRequestBodyNoFilesBytes
    {
        get => State.Switches.RequestBodyNoFilesLimitBytes;
        set => State.Switches.RequestBodyNoFilesLimitBytes = value;
    }

    /// <summary>What becomes of a request body beyond its limits (<c>SecRequestBodyLimitAction</c>); to be set before the body is given.</summary>
    public BodyLimitAction RequestBodyLimitAction
    {
        get => State.Switches.RequestBodyLimitAction;
        set => State.Switches.RequestBodyLimitAction = value;
    }

    /// <summary>After phase 1: which body processor reads the body, as <c>ctl:requestBodyProcessor</c> would have it.</summary>
    /// <param name="processor">Such as <c>JSON</c>.</param>
    /// <exception cref="ArgumentException">There is no such processor.</exception>
    public void SetRequestBodyProcessor(string processor)
    {
        ArgumentNullException.ThrowIfNull(processor);
        if (!BodyProcessorRegistry.TryGet(processor, out IBodyProcessor? found))
        {
            throw new ArgumentException($"There is no body processor '{processor}'.", nameof(processor));
        }

        State.Scalars.Set(VariableKind.ReqbodyProcessor, TextSlice.Constant(found.Name));
    }

    /// <summary>After phase 1: the body goes past the rules, as <c>ctl:requestBodyAccess=Off</c> would have it.</summary>
    public void SkipRequestBody() => State.Switches.RequestBodyAccess = false;
}
