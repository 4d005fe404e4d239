using Platform.Model;
using Platform.Model.Definitions;
using Platform.Model.Identity;
using Platform.Server.Data;
using Platform.Server.Definitions;
using Platform.Tests.Cases;

namespace Platform.Tests.Definitions;

/// <summary>What comes into force elsewhere between a check and its commit is noticed by the commit.</summary>
public sealed class PublicationGateTests : IAsyncLifetime
{
    private readonly CaseOffice _office = new();
    private Actor _ann = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private PublicationGate Gate => _office.Server.Get<PublicationGate>();

    public async ValueTask InitializeAsync()
    {
        await _office.InitializeAsync();
        _ann = await PaintShop.OpenAsync(_office);
    }

    public ValueTask DisposeAsync() => _office.DisposeAsync();

    [Fact]
    public async Task What_another_process_put_in_force_after_the_check_has_it_checked_again()
    {
        var checks = 0;
        var done = await Gate.AloneAsync<int>(
            async passage =>
            {
                if (++checks == 1)
                {
                    await PublishElsewhereAsync();
                }

                return await passage.CommitAsync((_, _) => ValueTask.FromResult<Result<int>>(checks), Ct);
            },
            Ct);
        Assert.Equal((2, 2), (done.Value, checks));
    }

    [Fact]
    public async Task Nothing_is_committed_on_a_check_that_is_overtaken_every_time()
    {
        var (checks, commits) = (0, 0);
        var done = await Gate.AloneAsync<int>(
            async passage =>
            {
                checks++;
                await PublishElsewhereAsync();
                return await passage.CommitAsync((_, _) => ValueTask.FromResult<Result<int>>(++commits), Ct);
            },
            Ct);
        Assert.Equal(("definition.overtaken", 5, 0), (Assert.Single(done.Problems).Code, checks, commits));
    }

    [Fact]
    public async Task What_is_published_at_once_comes_into_force_one_after_the_other()
    {
        var editor = _office.Server.Get<IDefinitionEditor>();
        var published = await Task.WhenAll(
            editor.PublishAsync(_ann, PaintShop.Hue, null, Ct).AsTask(),
            Task.Run(PublishElsewhereAsync, Ct).ContinueWith(_ => default(Result<DefinitionSaved>)!, Ct, TaskContinuationOptions.None, TaskScheduler.Default),
            editor.PublishAsync(_ann, PaintShop.Hue, null, Ct).AsTask());
        Assert.True(published[0].Succeeded);
        Assert.Equal("definition.noDraft", Assert.Single(published[2].Problems).Code);
    }

    /// <summary>As another process does it: neither the gate nor the cache of this one knows.</summary>
    private async Task PublishElsewhereAsync()
    {
        var (commits, name) = (_office.Server.Get<ICommitQueue>(), new DefinitionName(DefinitionKind.CodeTable, $"elsewhere-{_office.Server.Get<Platform.Model.IIdSource>().Next():N}", PaintShop.District));
        var now = _office.Server.Get<TimeProvider>().GetUtcNow();
        var version = new Definition(new DefinitionId(name.Kind, name.Key, name.Owner, 1), DefinitionState.Active, "{}", "e", now, "fang.yu", now, default);
        await commits.CommitAsync<Done>(
            async (transaction, token) =>
            {
                await DefinitionStore.AddActiveAsync(transaction, version, now, "fang.yu", token);
                return Done.It;
            },
            Ct);
    }
}
