namespace Edge.Gateway.Http;

/// <summary>Tells what comes for the second time from what comes once, so that only the former is kept.</summary>
/// <remarks>
/// A text that is kept and never asked for again costs more than one that is not: it outlives the youngest generation, and the collector
/// has to look for it in the older ones. Takes two things for one when slot and mark are the same, which does no harm.
/// </remarks>
/// <param name="slots">Things that are told apart.</param>
internal sealed class SeenOnce(int slots)
{
    private readonly uint[] _marks = new uint[slots];

    /// <summary>Whether the last thing of the slot had the same mark.</summary>
    public bool Again(uint slot, uint mark)
    {
        ref uint last = ref _marks[slot];
        bool again = last == mark;
        if (!again)
        {
            last = mark;
        }

        return again;
    }
}
