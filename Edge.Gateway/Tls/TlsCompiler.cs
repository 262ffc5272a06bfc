using Edge.Gateway.Config;

namespace Edge.Gateway.Tls;

/// <summary>Reads <c>tls</c> of <c>edge.json</c> and loads its certificates.</summary>
internal sealed class TlsCompiler(TimeProvider time) : ISnapshotCompiler
{
    private static readonly Dictionary<string, TlsMinimum> Minimums = new(StringComparer.Ordinal) { ["1.2"] = TlsMinimum.Tls12, ["1.3"] = TlsMinimum.Tls13 };

    public void Compile(SnapshotBuilder builder)
    {
        ConfigObject tls = builder.Edge.Object("tls");
        IReadOnlyList<ConfigObject> entries = tls.Objects("certificates");
        var options = new TlsOptions
        {
            Minimum = tls.Choice("minimum", TlsMinimum.Tls12, Minimums),
            Certificates =
            [
                .. entries.Select(static entry => new CertificateOptions
                {
                    Hosts = [.. entry.Texts("hosts").Select(static host => host.Text)],
                    Certificate = entry.RequiredText("certificate"),
                    Key = entry.Text("key"),
                    Password = entry.Text("password"),
                }),
            ],
        };
        if (builder.Edge.Position.IsInBrokenFile)
        {
            return; // What tls says is unknown: making a self-signed certificate would be wrong.
        }

        List<CertificateProblem> problems = [];
        CertificateTable? table = null;
        if (builder.ChecksOnly)
        {
            CertificateTable.Check(options, builder.Directory, time.GetUtcNow(), problems);
        }
        else
        {
            table = CertificateTable.Load(options, builder.Directory, time.GetUtcNow(), problems);
        }

        foreach (CertificateProblem problem in problems)
        {
            ConfigObject entry = problem.Index >= 0 && problem.Index < entries.Count ? entries[problem.Index] : tls;
            string key = problem.Index < 0 ? "certificates" : problem.Key;
            if (problem.IsWarning)
            {
                entry.Warn(key, ConfigCodes.Certificate, problem.Message);
            }
            else
            {
                entry.Error(key, ConfigCodes.Certificate, problem.Message);
            }
        }

        if (table is not null)
        {
            builder.Set(table);
        }
    }
}
