using System.Buffers;
using System.IO.Pipelines;
using Edge.Rules;

namespace Edge.Gateway.Waf;

/// <summary>Reads a request body into its transaction, as far as the rules look.</summary>
internal static class WafRequestBody
{
    /// <summary>Reads to the end of the body or of what the rules want; what they do not want stays unread.</summary>
    /// <returns>False when there is no memory left to hold it.</returns>
    public static async ValueTask<bool> ReadAsync(HttpContext context, WafInspection inspection)
    {
        Transaction transaction = inspection.Transaction;
        PipeReader reader = context.Request.BodyReader;
        while (true)
        {
            ReadResult result = await reader.ReadAsync(context.RequestAborted);
            bool wantsMore = Append(transaction, result.Buffer, out long taken);
            reader.AdvanceTo(result.Buffer.GetPosition(taken));
            if (!inspection.TryHold(taken))
            {
                return false;
            }

            if (!wantsMore || result.IsCompleted || result.IsCanceled)
            {
                return true;
            }
        }
    }

    private static bool Append(Transaction transaction, ReadOnlySequence<byte> buffer, out long taken)
    {
        int before = transaction.RequestBody.Length;
        bool wantsMore = true;
        foreach (ReadOnlyMemory<byte> segment in buffer)
        {
            if (transaction.AppendRequestBody(segment.Span) != BodyAppendResult.Accepted)
            {
                wantsMore = false;
                break;
            }
        }

        taken = transaction.RequestBody.Length - before; // The transaction keeps whole what it takes, so its length tells.
        return wantsMore;
    }
}
