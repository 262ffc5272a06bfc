using System.Text.Json;

namespace Edge.Gateway.Admin;

/// <summary>Problem details (RFC 9457) of the admin API.</summary>
internal static class AdminProblem
{
    /// <summary>Answers with a problem.</summary>
    /// <param name="context">The request.</param>
    /// <param name="status">HTTP status.</param>
    /// <param name="name">Last part of the stable <c>type</c>, in lower case with dashes; its words are the title.</param>
    /// <param name="detail">What is wrong with this request, and what to do.</param>
    public static Task ProblemAsync(this HttpContext context, int status, string name, string detail)
    {
        string title = $"{char.ToUpperInvariant(name[0])}{name[1..].Replace('-', ' ')}";
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(new { type = $"urn:edge:problem:{name}", title, status, detail }, JsonSerializerOptions.Web, "application/problem+json");
    }

    /// <summary>Makes a change and answers; with 503 when it could not be kept.</summary>
    /// <param name="context">The request.</param>
    /// <param name="change">Ends with the answer, or with an <see cref="IOException"/> and no change.</param>
    /// <param name="detail">What became of it then.</param>
    public static async Task KeepAsync(this HttpContext context, Func<Task> change, string detail = "The decision could not be kept, and is not in force. Look at the log of this node.")
    {
        try
        {
            await change();
        }
        catch (IOException) when (!context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested)
        {
            await context.ProblemAsync(StatusCodes.Status503ServiceUnavailable, "not-kept", detail);
        }
    }
}
