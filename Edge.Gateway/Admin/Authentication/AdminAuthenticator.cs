using System.Globalization;
using Edge.Gateway.Access.Addresses;
using Edge.Gateway.Admin.Grants;
using Edge.Gateway.Config;

namespace Edge.Gateway.Admin.Authentication;

/// <summary>Tells who makes a request to the admin API: by a bearer token, or by the client certificate of its connection.</summary>
internal sealed class AdminAuthenticator(
    SnapshotStore snapshots, FailedAttempts failures, TokenUse use, AccessGrants grants, AdminAudit audit, TimeProvider time)
{
    private const string Scheme = "Bearer ";
    private const string HowTo = "Make one with `token new` and put its hash into admin.json.";

    private static readonly AuthenticationResult CertificateMissing =
        AuthenticationResult.Refused(AttemptOutcome.Missing, "A client certificate is required that one of 'clientCertificates.identities' in admin.json matches.");

    public AuthenticationResult Authenticate(HttpContext context)
    {
        ClientCertificateSettings certificates = snapshots.Current.Get<ClientCertificateSettings>();
        AdminIdentity? certified = CertifiedOf(context, certificates);
        if (certified is null && certificates.Mode == ClientCertificateMode.Required)
        {
            return CertificateMissing;
        }

        string? header = context.Request.Headers.Authorization;
        if (header is not null && header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return ByToken(context, header[Scheme.Length..].Trim());
        }

        if (certified is null)
        {
            return AuthenticationResult.Refused(AttemptOutcome.Missing, $"A bearer token is required. {HowTo}");
        }

        // A browser sends a certificate with whatever a foreign page makes it send; nobody but a program sends a token.
        return CrossSite.IsLikely(context.Request)
            ? AuthenticationResult.Refused(AttemptOutcome.Forbidden, "The request comes from a page of another site.", certified.Id)
            : Known(certified);
    }

    /// <summary>Tells whose a token is that came in a page's form or cookie.</summary>
    /// <param name="context">The request.</param>
    /// <param name="token">The token.</param>
    /// <param name="asksCertificate">Whether the listener asks for client certificates, so that one may be required.</param>
    public AuthenticationResult AuthenticateToken(HttpContext context, string token, bool asksCertificate)
    {
        ClientCertificateSettings certificates = snapshots.Current.Get<ClientCertificateSettings>();
        return asksCertificate && certificates.Mode == ClientCertificateMode.Required && CertifiedOf(context, certificates) is null
            ? CertificateMissing
            : ByToken(context, token);
    }

    private AdminIdentity? CertifiedOf(HttpContext context, ClientCertificateSettings certificates) =>
        certificates.IdentityOf(context.Features.Get<VerifiedClientCertificate>(), time.GetUtcNow());

    private AuthenticationResult ByToken(HttpContext context, string text)
    {
        AddressKey client = Callers.AddressOf(context);
        AdminToken? token = snapshots.Current.Get<AdminDirectory>().Find(text);
        TimeSpan left = failures.LockOf(client);
        if (left > TimeSpan.Zero && (token is null || !use.IsUsualFrom(token.Id, client)))
        {
            // A right token is not told from a wrong one here, or the lock would hold nobody off.
            return AuthenticationResult.Refused(AttemptOutcome.Locked, "Too many tokens from this address were wrong.", retryAfter: left);
        }

        if (token is null)
        {
            TimeSpan length = failures.Add(client);
            if (length > TimeSpan.Zero)
            {
                audit.Locked(context, length);
            }

            return AuthenticationResult.Refused(AttemptOutcome.Unknown, $"No one has this bearer token. {HowTo}", retryAfter: length);
        }

        if (token.IsExpired(time.GetUtcNow()))
        {
            // Not counted as a failure: whoever has it did not guess it.
            return AuthenticationResult.Refused(AttemptOutcome.Expired, string.Create(CultureInfo.InvariantCulture, $"The bearer token \"{token.Id}\" ended at {token.Expires:u}. {HowTo}"), token.Id);
        }

        use.Note(token.Id, client);
        return Known(token.Identity);
    }

    private AuthenticationResult Known(AdminIdentity identity) => AuthenticationResult.Of(new AdminPrincipal(identity, grants.InForce(identity)));
}
