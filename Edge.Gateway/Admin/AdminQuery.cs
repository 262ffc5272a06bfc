using System.Globalization;
using Microsoft.Extensions.Primitives;

namespace Edge.Gateway.Admin;

/// <summary>Reads parameters of queries of the admin API.</summary>
internal static class AdminQuery
{
    /// <summary>Reads <c>limit</c>; when it is no good, answers with a problem and gives null.</summary>
    /// <param name="context">The request.</param>
    /// <param name="fallback">Stands for none.</param>
    /// <param name="most">The largest that is accepted.</param>
    public static async Task<int?> ReadLimitAsync(this HttpContext context, int fallback, int most)
    {
        if (!context.Request.Query.TryGetValue("limit", out StringValues text))
        {
            return fallback;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int limit) && limit >= 1 && limit <= most)
        {
            return limit;
        }

        await context.ProblemAsync(StatusCodes.Status400BadRequest, "bad-request", $"'limit' is a whole number from 1 to {most}.");
        return null;
    }
}
