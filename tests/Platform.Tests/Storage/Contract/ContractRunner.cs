using System.Reflection;

namespace Platform.Tests.Storage.Contract;

/// <summary>Runs all tests of a contract as one, for an engine that is there on few machines: one skipped line instead of a hundred.</summary>
internal static class ContractRunner
{
    /// <param name="create">Makes a new instance for every test.</param>
    public static async Task RunAsync<TContract>(Func<TContract> create)
        where TContract : class
    {
        var failures = new List<string>();
        foreach (var test in typeof(TContract).GetMethods().Where(m => m.GetCustomAttribute<FactAttribute>() is not null).OrderBy(m => m.Name, StringComparer.Ordinal))
        {
            var instance = create();
            try
            {
                await (Task)test.Invoke(instance, [])!;
            }
#pragma warning disable CA1031 // Every failure is told, whatever it is.
            catch (Exception e)
#pragma warning restore CA1031
            {
                failures.Add($"{test.Name}: {(e is TargetInvocationException { InnerException: { } inner } ? inner : e)}");
            }
        }

        Assert.True(failures.Count == 0, string.Join(Environment.NewLine, failures));
    }
}
