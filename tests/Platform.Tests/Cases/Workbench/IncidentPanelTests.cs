using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Platform.Model.Identity;
using Platform.Model.Localities;
using Platform.Server.Cases;
using Platform.Server.Cases.Workbench;

namespace Platform.Tests.Cases.Workbench;

/// <summary>What the page of a case says about a failed step, and to whom it offers to do something about it.</summary>
public sealed class IncidentPanelTests(CaseOffice office) : IClassFixture<CaseOffice>
{
    private const string Flow = """
        {"definitionId":"hygiene-permit","name":"fails","version":1,"variables":[],"inputs":[],
         "root":{"id":"flow","type":"Elsa.Flowchart","activities":[
           {"id":"count","type":"Elsa.RunTask","taskName":{"typeName":"String","expression":{"type":"JavaScript","value":"answers.rooms.nothing.here"} } }],"connections":[]}}
        """;

    [Theory]
    [InlineData("zh-CN", "更正后重试", "跳过该步骤")]
    [InlineData("en", "Put right and run again", "Skip the step")]
    public async Task It_says_what_failed_and_why_and_what_can_be_done(string culture, string correct, string skip)
    {
        var number = await FailedAsync();
        var shown = await RenderAsync(number, Roles.Supervisor, culture);
        Assert.Contains("count", shown, StringComparison.Ordinal);
        Assert.Contains("taskName", shown, StringComparison.Ordinal);
        Assert.Contains(correct, shown, StringComparison.Ordinal);
        Assert.Contains(skip, shown, StringComparison.Ordinal);

        var officer = await RenderAsync(number, Roles.CaseOfficer, culture);
        Assert.Contains("taskName", officer, StringComparison.Ordinal);
        Assert.DoesNotContain(skip, officer, StringComparison.Ordinal);
    }

    private async Task<string> FailedAsync()
    {
        var admin = await office.AsAsync("admin");
        const string Path = "/api/v1/definitions/flow/hygiene-permit";
        using var saved = await admin.PutAsJsonAsync(Path + "?locality=330110", JsonNode.Parse(Flow));
        if (saved.IsSuccessStatusCode)
        {
            await CaseOffice.ReadAsync(await admin.PostAsync(Path + "/publish?locality=330110", null));
        }

        return (await office.FileAsync())["number"]!.GetValue<string>();
    }

    private async Task<string> RenderAsync(string number, string role, string culture)
    {
        var actor = new Actor(ActorKind.Staff, Guid.Parse("0197a000-0000-7000-8000-0000000000cc"), "孙丽", [new(role, LocalityCode.Parse("330110"))]);
        var bench = new CaseBench(office.Server.Get<CaseSheets>(), office.Server.Get<CaseReader>(), new Fixed(actor));
        Assert.NotNull(await bench.OpenAsync(number, TestContext.Current.CancellationToken));
        await using var scope = office.Server.Get<IServiceScopeFactory>().CreateAsyncScope();
        await using var renderer = new HtmlRenderer(scope.ServiceProvider, NullLoggerFactory.Instance);
        var before = CultureInfo.CurrentUICulture;
        try
        {
            CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(culture);
            return await renderer.Dispatcher.InvokeAsync(async () => WebUtility.HtmlDecode((await renderer.RenderComponentAsync<CascadingValue<CaseBench>>(ParameterView.FromDictionary(new Dictionary<string, object?>
            {
                ["Value"] = bench,
                ["ChildContent"] = (RenderFragment)(builder =>
                {
                    builder.OpenComponent<IncidentPanel>(0);
                    builder.AddAttribute(1, nameof(IncidentPanel.StepId), "count");
                    builder.CloseComponent();
                }),
            }))).ToHtmlString()));
        }
        finally
        {
            CultureInfo.CurrentUICulture = before;
        }
    }

    private sealed class Fixed(Actor actor) : ICurrentActor
    {
        public Actor Actor => actor;
    }
}
