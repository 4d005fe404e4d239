using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Platform.Tests.Bundles;

namespace Platform.Tests.Cases;

/// <summary>Nothing is applied for where nobody works any more, or where there is no place at all.</summary>
public sealed class ClosedPlaceTests : IAsyncLifetime
{
    private const string Closed = "330110097";
    private const string Nowhere = "330110098";
    private readonly CaseOffice _office = new();

    public async ValueTask InitializeAsync()
    {
        await _office.InitializeAsync();
        var name = new Dictionary<string, string> { ["zh-CN"] = "旧街道", ["en"] = "Former street" };
        using var put = await (await _office.AsAsync("admin")).PutAsJsonAsync($"/api/v1/localities/{Closed}", new { name, validTo = "2020-12-31" });
        put.EnsureSuccessStatusCode();
    }

    public async ValueTask DisposeAsync() => await _office.DisposeAsync();

    [Theory]
    [InlineData(Closed)]
    [InlineData(Nowhere)]
    public async Task No_case_is_filed_there(string place)
    {
        var resident = await _office.ResidentAsync();
        var filing = await CaseOffice.FilingAsync(resident);
        filing["locality"] = place;
        using var refused = await CaseOffice.PostAsync(resident, "/api/v1/cases", filing, _office.NewKey());
        Assert.Equal(["case.locality"], await CaseOffice.CodesAsync(refused, HttpStatusCode.BadRequest));
        var bundle = await Births.FilingAsync(resident);
        bundle["locality"] = place;
        using var none = await CaseOffice.PostAsync(resident, "/api/v1/bundles", bundle, _office.NewKey());
        Assert.Equal(["case.locality"], await CaseOffice.CodesAsync(none, HttpStatusCode.BadRequest));
    }

    [Fact]
    public async Task No_application_is_begun_there_and_one_that_was_begun_is_not_filed()
    {
        var resident = await _office.ResidentAsync();
        var id = _office.Server.Get<Platform.Model.IIdSource>().Next();
        var draft = await CaseOffice.FilingAsync(resident);
        draft["locality"] = Closed;
        using var begun = await resident.PutAsJsonAsync($"/api/v1/drafts/{id}", draft);
        Assert.Equal(["item.unknown"], await CaseOffice.CodesAsync(begun, HttpStatusCode.BadRequest));

        draft["locality"] = CaseOffice.Street;
        using var saved = await resident.PutAsJsonAsync($"/api/v1/drafts/{id}", draft);
        Assert.True(saved.IsSuccessStatusCode);
        var name = new Dictionary<string, string> { ["zh-CN"] = "仓前街道", ["en"] = "Cangqian Street" };
        var admin = await _office.AsAsync("admin");
        var tree = await _office.Server.Get<Platform.Model.Localities.ILocalities>().TreeAsync(default);
        foreach (var below in tree.AllBelow(Platform.Model.Localities.LocalityCode.Parse(CaseOffice.Street)))
        {
            using var lower = await admin.PutAsJsonAsync($"/api/v1/localities/{below.Code.Value}", new { name, validTo = "2020-12-31" });
            lower.EnsureSuccessStatusCode();
        }

        using var closed = await admin.PutAsJsonAsync($"/api/v1/localities/{CaseOffice.Street}", new { name, validTo = "2020-12-31" });
        closed.EnsureSuccessStatusCode();
        using var filed = await CaseOffice.PostAsync(resident, $"/api/v1/drafts/{id}/submit", new JsonObject());
        Assert.Equal(["case.locality"], await CaseOffice.CodesAsync(filed, HttpStatusCode.BadRequest));
    }
}
