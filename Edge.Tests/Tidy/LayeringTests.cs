using System.Reflection;
using Edge.Rules;

namespace Edge.Tests.Tidy;

public sealed class LayeringTests
{
    [Fact]
    public void Rules_ReferencedAssemblies_AreTheBaseClassLibraryOnly()
    {
        AssemblyName[] references = typeof(RuleDiagnostic).Assembly.GetReferencedAssemblies();
        Assert.NotEmpty(references);
        Assert.All(references, static reference => Assert.StartsWith("System.", reference.Name, StringComparison.Ordinal));
    }
}
