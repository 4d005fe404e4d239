using System.Data.Common;
using Platform.Model;
using Platform.Model.Localities;
using Platform.Server.Data;
using Platform.Tests.Cases;
using Platform.Tests.Hosting;

namespace Platform.Tests.Storage.Contract;

/// <summary>
/// What every store does, whatever the engine. Each statement runs at least once (a test of the T-SQL compares with the program), so an engine that
/// passes serves the whole product. The demo is planted; keys are the tests' own.
/// </summary>
public abstract partial class StoreContract(CaseOffice office)
{
    private static readonly LocalityCode Yuhang = LocalityCode.Parse("330110");
    private static readonly LocalityCode Cangqian = LocalityCode.Parse("330110012");
    private static int _keys;

    protected CaseOffice Office => office;

    private TestServer Server => office.Server;

    private IDatabase Database => Get<IDatabase>();

    private DateTimeOffset Now => Server.Clock.GetUtcNow();

    private T Get<T>()
        where T : notnull => Server.Get<T>();

    private Guid NewId() => Get<IIdSource>().Next();

    /// <summary>A word nobody has used, in lower case.</summary>
    private static string NewKey(string prefix) => $"{prefix}-{Interlocked.Increment(ref _keys)}";

    private async Task WriteAsync(Func<DbTransaction, Task> work) => _ = (await Get<ICommitQueue>().CommitAsync<Done>(async (transaction, _) =>
    {
        await work(transaction);
        return Done.It;
    }, default)).Value;

    private async Task<T> WriteAsync<T>(Func<DbTransaction, Task<T>> work) =>
        (await Get<ICommitQueue>().CommitAsync<T>(async (transaction, _) => await work(transaction), default)).Value;

    private async Task AssertUniqueAsync(Func<Task> work)
    {
        var e = await Assert.ThrowsAnyAsync<DbException>(work);
        Assert.True(Database.Dialect.IsUniqueViolation(e), e.Message);
    }
}
