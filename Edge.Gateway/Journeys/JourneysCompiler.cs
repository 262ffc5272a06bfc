using Edge.Gateway.Config;
using Edge.Gateway.Tenants;

namespace Edge.Gateway.Journeys;

/// <summary>Reads <c>journeys/*.yaml</c>.</summary>
internal sealed class JourneysCompiler : ISnapshotCompiler
{
    public void Compile(SnapshotBuilder builder) => builder.Set(JourneyFiles.Read(builder.PathOf(JourneySet.Folder), builder.Get<TenantDirectory>(), builder.Diagnostics));
}
