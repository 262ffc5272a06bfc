using System.Reflection;
using BenchmarkDotNet.Attributes;

namespace Edge.Tests.Bench;

/// <summary>A benchmark method with one set of its parameters, called without BenchmarkDotNet: bytes need no statistics.</summary>
internal sealed record BenchmarkCase(Type Class, MethodInfo Method, IReadOnlyList<(PropertyInfo Property, object Value)> Parameters)
{
    private const int Calls = 3;

    /// <summary>Such as <c>OperatorBenchmarks.Evaluate(Name=rx)</c>.</summary>
    public string Name => $"{Class.Name}.{Method.Name}" + (Parameters.Count == 0 ? "" : $"({string.Join(", ", Parameters.Select(static parameter => $"{parameter.Property.Name}={parameter.Value}"))})");

    /// <summary>All of an assembly.</summary>
    public static IEnumerable<BenchmarkCase> Of(Assembly assembly) =>
        from type in assembly.GetExportedTypes()
        from method in type.GetMethods()
        where method.GetCustomAttribute<BenchmarkAttribute>() is not null
        from parameters in ParametersOf(type)
        select new BenchmarkCase(type, method, parameters);

    /// <summary>Bytes that one operation allocates on its thread: the least of some calls after a first one.</summary>
    public long Measure()
    {
        object instance = Activator.CreateInstance(Class)!;
        foreach ((PropertyInfo property, object value) in Parameters)
        {
            property.SetValue(instance, value);
        }

        Call<GlobalSetupAttribute>(instance, static attribute => attribute.Targets);
        Func<object?> invoke = InvokerOf(instance);
        int operations = Method.GetCustomAttribute<BenchmarkAttribute>()!.OperationsPerInvoke;
        invoke();
        long least = long.MaxValue;
        for (int call = 0; call < Calls; call++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            invoke();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Call<GlobalCleanupAttribute>(instance, static attribute => attribute.Targets);
        return least / operations;
    }

    private void Call<T>(object instance, Func<T, string[]?> targets)
        where T : Attribute
    {
        foreach (MethodInfo method in Class.GetMethods())
        {
            if (method.GetCustomAttribute<T>() is { } attribute && (targets(attribute) is not { Length: > 0 } names || names.Contains(Method.Name)))
            {
                method.Invoke(instance, null);
            }
        }
    }

    // A delegate of the method's own type: reflection and boxed results would be counted too.
    private Func<object?> InvokerOf(object instance)
    {
        if (Method.ReturnType == typeof(void))
        {
            Action action = Method.CreateDelegate<Action>(instance);
            return () =>
            {
                action();
                return null;
            };
        }

        return Method.ReturnType.IsValueType
            ? (Func<object?>)typeof(BenchmarkCase).GetMethod(nameof(Unboxed), BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(Method.ReturnType).Invoke(null, [Method, instance])!
            : Method.CreateDelegate<Func<object?>>(instance);
    }

    private static Func<object?> Unboxed<T>(MethodInfo method, object instance)
    {
        Func<T> function = method.CreateDelegate<Func<T>>(instance);
        return () =>
        {
            function();
            return null;
        };
    }

    private static IEnumerable<IReadOnlyList<(PropertyInfo Property, object Value)>> ParametersOf(Type type)
    {
        IEnumerable<IReadOnlyList<(PropertyInfo, object)>> sets = [[]];
        foreach (PropertyInfo property in type.GetProperties().OrderBy(static property => property.Name, StringComparer.Ordinal))
        {
            IEnumerable<object?>? values = property.GetCustomAttribute<ParamsAttribute>()?.Values
                ?? (property.GetCustomAttribute<ParamsSourceAttribute>() is { } source ? ((System.Collections.IEnumerable)type.GetProperty(source.Name)!.GetValue(null)!).Cast<object?>() : null);
            if (values is not null)
            {
                sets = [.. from set in sets from value in values select (IReadOnlyList<(PropertyInfo, object)>)[.. set, (property, value!)]];
            }
        }

        return sets;
    }
}
