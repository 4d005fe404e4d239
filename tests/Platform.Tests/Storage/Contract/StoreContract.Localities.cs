using Platform.Model;
using Platform.Model.Localities;
using Platform.Server.Localities;

namespace Platform.Tests.Storage.Contract;

public abstract partial class StoreContract
{
    [Fact]
    public async Task Many_places_are_added_with_one_statement_and_a_change_is_counted()
    {
        var store = Get<LocalityStore>();
        var end = new DateOnly(2026, 3, 1);
        Locality[] places = [.. Enumerable.Range(1, 201).Select(i => new Locality(LocalityCode.Parse($"820000{i:000}"), LocalizedText.Of($"堂区{i}", $"Parish {i}"), null, i == 7 ? end : null))];
        var before = await store.VersionAsync(default);
        await WriteAsync(async t =>
        {
            await LocalityStore.AddAsync(t, places, default);
            await LocalityStore.CountChangeAsync(t, default);
        });
        Assert.Equal(before + 1, await store.VersionAsync(default));
        var stored = (await store.ListAsync(default)).Where(l => l.Code.Value.StartsWith("820000", StringComparison.Ordinal)).ToList();
        Assert.Equal(places, stored);
        await AssertUniqueAsync(() => WriteAsync(t => LocalityStore.AddAsync(t, places[..1], default).AsTask()));

        var renamed = places[0] with { Name = LocalizedText.Of("花地玛堂区"), ValidFrom = end };
        await WriteAsync(async t => await LocalityStore.SaveAsync(t, renamed, default));
        Assert.Contains(renamed, await store.ListAsync(default));
    }
}
