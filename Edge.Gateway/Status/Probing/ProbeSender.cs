using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Edge.Gateway.Status.Probing;

/// <summary>Tells a gateway what was measured, when it can be reached.</summary>
internal sealed class ProbeSender(HttpClient client, Uri url, string location, string token, ProbeBuffer buffer, TimeProvider time)
{
    /// <summary>Path of the admin API, unless the URL has one.</summary>
    public const string Path = "/api/v1/probes/reports";

    /// <summary>Longest time of one report.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    /// <summary>Sends the oldest results; why not, else null.</summary>
    public async Task<string?> SendAsync(CancellationToken cancellationToken)
    {
        (ProbeReportResult[] results, bool more) = buffer.Peek();
        if (results.Length == 0)
        {
            return null;
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, url.AbsolutePath == "/" ? new Uri(url, Path) : url);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        request.Content = JsonContent.Create(new ProbeReport(location, time.GetUtcNow(), more, results), options: JsonSerializerOptions.Web);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(Timeout);
        try
        {
            using HttpResponseMessage response = await client.SendAsync(request, deadline.Token);
            string answer = Encoding.UTF8.GetString(await response.Content.ReadAsByteArrayAsync(deadline.Token)); // Whatever charset it names.
            if (response.IsSuccessStatusCode || response.StatusCode == HttpStatusCode.BadRequest)
            {
                buffer.Remove(results); // What cannot be read today cannot be read tomorrow.
            }

            return response.IsSuccessStatusCode && !answer.Contains("results[", StringComparison.Ordinal) ? null : $"{(int)response.StatusCode} {answer}";
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return "no answer in time";
        }
        catch (Exception exception) when (exception is not OperationCanceledException) // Whatever it is, the results wait for the next report.
        {
            return exception.GetBaseException().Message;
        }
    }
}
