using System.Text.Json;

namespace Edge.Gateway.Http;

/// <summary>Answers with problem details (RFC 9457) and, where Okta has one, its error members.</summary>
internal static class EdgeProblemWriter
{
    private static readonly JsonEncodedText TypeName = JsonEncodedText.Encode("type");
    private static readonly JsonEncodedText TitleName = JsonEncodedText.Encode("title");
    private static readonly JsonEncodedText StatusName = JsonEncodedText.Encode("status");
    private static readonly JsonEncodedText DetailName = JsonEncodedText.Encode("detail");
    private static readonly JsonEncodedText RequestIdName = JsonEncodedText.Encode("requestId");
    private static readonly JsonEncodedText ErrorCodeName = JsonEncodedText.Encode("errorCode");
    private static readonly JsonEncodedText ErrorSummaryName = JsonEncodedText.Encode("errorSummary");
    private static readonly JsonEncodedText ErrorIdName = JsonEncodedText.Encode("errorId");

    /// <summary>Writes the whole response; does nothing when one has already started.</summary>
    /// <param name="context">The request.</param>
    /// <param name="problem">What to say.</param>
    /// <param name="retryAfterSeconds">Value of <c>Retry-After</c>; none when 0.</param>
    /// <param name="extend">Adds members of the problem's own, such as <c>violated-policies</c>.</param>
    public static Task WriteProblemAsync(this HttpContext context, EdgeProblem problem, long retryAfterSeconds = 0, Action<Utf8JsonWriter, EdgeRequest>? extend = null)
    {
        HttpResponse response = context.Response;
        if (response.HasStarted)
        {
            return Task.CompletedTask;
        }

        EdgeRequest request = context.GetEdgeRequest();
        request.Problem = problem;
        response.Clear();
        response.StatusCode = problem.Status;
        response.ContentType = "application/problem+json";
        response.Headers.CacheControl = "no-store";
        if (retryAfterSeconds > 0)
        {
            response.Headers.RetryAfter = retryAfterSeconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        var body = new System.Buffers.ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(body))
        {
            json.WriteStartObject();
            json.WriteString(TypeName, problem.Type);
            json.WriteString(TitleName, problem.Title);
            json.WriteNumber(StatusName, problem.Status);
            json.WriteString(DetailName, problem.Detail);
            json.WriteString(RequestIdName, request.RequestId);
            if (problem.ErrorCode is not null)
            {
                json.WriteString(ErrorCodeName, problem.ErrorCode);
                json.WriteString(ErrorSummaryName, problem.Title);
                json.WriteString(ErrorIdName, request.RequestId);
            }

            extend?.Invoke(json, request);
            json.WriteEndObject();
        }

        response.ContentLength = body.WrittenCount;
        return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : response.Body.WriteAsync(body.WrittenMemory, context.RequestAborted).AsTask();
    }
}
