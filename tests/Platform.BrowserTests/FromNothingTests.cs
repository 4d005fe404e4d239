using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Playwright;
using Platform.Tests.Cases;

namespace Platform.BrowserTests;

/// <summary>
/// A local administrator makes an item out of nothing, once by mouse and once by keyboard alone: a form of three pages, a flow of five steps, papers that depend on
/// answers. It is tried, published, applied for and processed.
/// </summary>
[Collection(nameof(Site))]
public sealed class FromNothingTests(Site site)
{
    private const string Place = "330110";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_item_is_made_tried_published_applied_for_and_processed(bool byMouse)
    {
        await using var admin = await site.VisitAsync(byMouse ? "from-nothing" : "from-nothing-keys", Device.Desk);
        await admin.SignInAsync("he.jie", "demo-Site-1");
        var hand = new Hand(admin.Page, byMouse);
        var key = byMouse ? "swimming-pool-permit" : "bath-house-permit";
        var title = byMouse ? "游泳场所卫生许可" : "公共浴室卫生许可";
        await MakeItemAsync(admin, hand, key, title);
        await MakeFormAsync(admin, hand, key, title);
        await MakeFlowAsync(admin, hand, key, title);
        await TryAsync(admin, hand, key);
        await PublishAsync(admin, hand, title);
        admin.AssertContent();

        var number = await FileAsync(key, title);
        foreach (var (user, password, outcome) in ((string, string, string)[])
            [("li.na", "demo-Acceptance-1", "Accept"), ("wang.lei", "demo-Officer-1", "Pass"), ("chen.jing", "demo-Approver-1", "Grant"), ("zhao.qiang", "demo-Issuer-1", "Delivered")])
        {
            await using var officer = await site.VisitAsync($"{key}-{outcome}", Device.Desk);
            await officer.SignInAsync(user, password);
            await officer.OpenAsync($"/workbench/cases/{number}");
            var panel = officer.Page.Locator("[data-testid=task-panel]");
            var chosen = panel.Locator($"[data-testid=outcome-{outcome}]");
            for (var tries = 0; tries < 5 && await chosen.CountAsync() == 0; tries++)
            {
                // A press on a page that is only just coming alive may go nowhere.
                await panel.Locator("[data-testid=claim]").ClickAsync();
                await officer.Page.WaitForTimeoutAsync(2_000);
            }

            await chosen.CheckAsync();
            if (await panel.Locator("[data-testid=opinion]").CountAsync() > 0)
            {
                await panel.Locator("[data-testid=opinion]").FillAsync("符合要求。");
            }

            if (outcome == "Delivered")
            {
                await panel.Locator("input[id*=proof]").FillAsync("本人签收");
            }

            await panel.Locator("[data-testid=complete]").ClickAsync();
            await panel.WaitForAsync(new() { State = WaitForSelectorState.Detached });
            officer.AssertContent();
        }

        Assert.Equal("delivered", await site.Office.StateAsync(number));
    }

    /// <summary>The item says what it is, names a form and a flow that are not there yet, and asks for a paper that depends on the scenario.</summary>
    private static async Task MakeItemAsync(Visitor admin, Hand hand, string key, string title)
    {
        var page = admin.Page;
        await admin.OpenAsync($"/designer?locality={Place}");
        await page.Locator("[data-testid=definitions]").WaitForAsync();
        await hand.PressAsync("[data-testid=new] summary");
        await hand.ChooseAsync("#n-kind", "Item");
        await hand.TypeAsync("#n-key", key);
        await hand.PressAsync("[data-testid=create]");
        await page.Locator(".editor-head").WaitForAsync();
        await hand.TypeAsync("#e-name-zh-CN", title);
        await hand.TypeAsync("#e-guide-zh-CN", "# 带什么\n\n委托他人的，另带**授权委托书**。");
        await Assertions.Expect(page.Locator("[data-testid=prose-preview] h3")).ToHaveTextAsync("带什么");
        await hand.ChooseAsync("#e-itemType", "01");
        await hand.TickAsync("#e-themes-health");
        await hand.TickAsync("#e-audience-2");
        await hand.TypeAsync("#e-authority_code", "11330110YL00000126");
        await Assertions.Expect(page.Locator("#e-authority_name-zh-CN")).ToHaveValueAsync("杭州市余杭区卫生健康局");
        await hand.TypeAsync("#e-statutoryLimit_amount", "20");
        await hand.ChooseAsync("#e-statutoryLimit_unit", "workingDay");
        await hand.TypeAsync("#e-promisedLimit_amount", "5");
        await hand.ChooseAsync("#e-promisedLimit_unit", "workingDay");
        await hand.ChooseAsync("#e-form", key);
        await hand.ChooseAsync("#e-flow", key);

        await hand.PressAsync("[data-testid=list-scenario] > .list-add button");
        await hand.TypeAsync("#e-scenario_new1-_key", "agent");
        await hand.TypeAsync("#e-scenario_agent-_question-zh-CN", "谁来办理？");
        var options = page.Locator("[data-testid='list-scenario[agent].options']");
        foreach (var (at, value, label) in ((int, string, string)[])[(0, "self", "本人办理"), (1, "agent", "委托他人")])
        {
            await hand.PressAsync(options.Locator("> .list-add button"));
            var row = options.Locator("[data-testid=entry]").Nth(at);
            await hand.TypeAsync(row.Locator("input").Nth(0), value);
            await hand.TypeAsync(row.Locator("input").Nth(1), label);
        }

        await hand.PressAsync("[data-testid=list-materials] > .list-add button");
        await hand.TypeAsync("#e-materials_new1-_key", "letter");
        await hand.TypeAsync("#e-materials_letter-_name-zh-CN", "授权委托书");
        await hand.PressAsync("[data-testid='member-materials[letter].condition'] [data-testid=condition-add]");
        await Hand.ChooseAsync(page.Locator("[data-testid='member-materials[letter].condition'] select").Nth(0), "scenario.agent");
        await Hand.ChooseAsync(page.Locator("[data-testid='member-materials[letter].condition'] select").Last, "agent");
        await hand.ChooseAsync("#e-offered", "below");
        await Assertions.Expect(page.Locator("[data-testid=saved]")).ToContainTextAsync("已保存");
        await admin.LookAsync("item");
    }

    private static async Task MakeFormAsync(Visitor admin, Hand hand, string key, string title)
    {
        var page = admin.Page;
        await hand.PressAsync("[data-testid=reference-Form]");
        await page.Locator("[data-testid=palette]").WaitForAsync();
        await Assertions.Expect(page.Locator("h1")).ToContainTextAsync(key);
        await hand.TypeAsync("#e-title-zh-CN", title + "申请表");
        await PageAsync("基本情况", "单位", [("text", "单位名称", "unitName"), ("phone", "联系电话", "phone")]);
        await PageAsync("场所", "规模", [("number", "面积（平方米）", "area"), ("boolean", "是否营业至深夜", "late")]);
        await PageAsync("说明", "其他", [("multiline", "需要说明的情况", "notes")]);
        await Assertions.Expect(page.Locator("[data-testid=node]")).ToHaveCountAsync(11);
        await Assertions.Expect(page.Locator("[data-testid=saved]")).ToContainTextAsync("已保存");
        await admin.LookAsync("form");

        async Task PageAsync(string pageTitle, string section, (string Type, string Label, string Key)[] questions)
        {
            foreach (var (button, title) in new[] { ("add-page", pageTitle), ("add-section", section) })
            {
                await hand.PressAsync($"[data-testid={button}]");
                await ComesToAsync(page, ".form-properties [id$='_title-zh-CN']");
                await hand.TypeAsync(".form-properties [id$='_title-zh-CN']", title);
            }

            foreach (var (type, label, question) in questions)
            {
                await hand.ChooseAsync("[data-testid=palette]", type);
                await hand.PressAsync("[data-testid=add-question]");
                await ComesToAsync(page, ".form-properties [id$='label-zh-CN']");
                await hand.TypeAsync(".form-properties [id$='label-zh-CN']", label);
                await hand.TypeAsync("#node-key", question);
                await Assertions.Expect(page.Locator($"[data-testid=node][data-key={question}]")).ToHaveCountAsync(1);
            }
        }
    }

    /// <summary>Receipt, examination, decision, delivery and rating, and a way back for what is incomplete.</summary>
    private static async Task MakeFlowAsync(Visitor admin, Hand hand, string key, string title)
    {
        var page = admin.Page;
        await admin.OpenAsync($"/designer/item/{key}?locality={Place}");
        await hand.PressAsync("[data-testid=reference-Flow]");
        await page.Locator("[data-testid=flow-begin]").WaitForAsync();
        await hand.PressAsync("[data-testid=flow-begin]");
        await page.Locator("[data-testid=step][data-node=start]").WaitForAsync();
        await hand.TypeAsync("#flow-name-zh-CN", title + "流程");
        await hand.MarkAsync("start");
        foreach (var (type, id, role) in ((string, string, string?)[])
            [("Accept", "accept", "acceptance-officer"), ("Review", "review", "case-officer"), ("Decide", "decide", "approver"), ("Deliver", "deliver", "issuer"), ("Evaluate", "evaluate", null)])
        {
            await hand.ChooseAsync("[data-testid=flow-palette]", "Platform." + type);
            await hand.PressAsync("[data-testid=flow-add]");
            await AddedAsync(id);
            if (role is not null)
            {
                await hand.ChooseAsync("[data-testid=input-role] select:not(.input-kind)", role);
            }
        }

        // What is missing is supplied and looked at again; what is refused ends.
        await hand.ChooseAsync("[data-testid=flow-palette]", "Platform.Supplement");
        await hand.MarkAsync("accept");
        await hand.ChooseAsync("[data-testid=way-Supplement] select", " new");
        await AddedAsync("supplement");
        await hand.ChooseAsync("[data-testid=way-Supplied] select", "accept");
        await hand.ChooseAsync("[data-testid=way-Overdue] select", "finish");
        await hand.MarkAsync("accept");
        foreach (var port in (string[])["Refused", "NotRequired"])
        {
            await hand.LeadAsync("accept", port, "finish");
        }

        await hand.LeadAsync("decide", "Denied", "deliver");
        await hand.PressAsync("[data-testid=flow-layout]");
        await Assertions.Expect(page.Locator("[data-testid=saved]")).ToContainTextAsync("已保存");
        await hand.PressAsync("[data-testid=check]");
        await Assertions.Expect(page.Locator(".editor-head ~ .notice, [data-testid=findings]").First).ToBeVisibleAsync();
        await admin.LookAsync("flow");
        await Assertions.Expect(page.Locator("[data-testid=findings].bad")).ToHaveCountAsync(0);

        async Task AddedAsync(string id)
        {
            await page.Locator($"[data-testid=step][data-node={id}].selected").WaitForAsync();
            await ComesToAsync(page, "#step-name-zh-CN");
        }
    }

    private static async Task TryAsync(Visitor admin, Hand hand, string key)
    {
        var page = admin.Page;
        await admin.OpenAsync($"/designer/flow/{key}?locality={Place}");
        await hand.PressAsync("[data-testid=view-try]");
        await page.Locator("[data-testid=try-start]").WaitForAsync();
        await hand.PressAsync("[data-testid=try-start]");
        await Assertions.Expect(page.Locator("[data-testid=try-state]")).ToContainTextAsync("已收件");
        foreach (var outcome in (string[])["Accept", "Pass", "Grant", "Delivered"])
        {
            await hand.PressAsync($"[data-testid=try-{outcome}]");
        }

        await Assertions.Expect(page.Locator("[data-testid=try-state]")).ToContainTextAsync("已送达");
        await admin.LookAsync("tried");
        await hand.TypeAsync("[data-testid=sample-name]", "一路通过");
        await hand.PressAsync("[data-testid=sample-save]");
        await Assertions.Expect(page.Locator("[data-testid=samples]")).ToContainTextAsync("一路通过");
    }

    private static async Task PublishAsync(Visitor admin, Hand hand, string title)
    {
        var page = admin.Page;
        await admin.OpenAsync($"/designer?locality={Place}");
        await hand.PressAsync("[data-testid=publish-together]");
        await page.Locator("[data-testid=selection]").WaitForAsync();
        foreach (var box in await page.Locator("[data-testid=selection] input[type=checkbox]").AllAsync())
        {
            if (!(await box.GetAttributeAsync("aria-label") ?? "").Contains(title, StringComparison.Ordinal) && await box.IsCheckedAsync())
            {
                await box.UncheckAsync();
            }
        }

        await hand.PressAsync("[data-testid=publish-selection]");
        await Assertions.Expect(page.Locator(".notice.good")).ToContainTextAsync(title);
        await admin.LookAsync("published");
    }

    private async Task<string> FileAsync(string key, string title)
    {
        await using var resident = await site.VisitAsync($"{key}-resident", Device.Handset);
        var page = resident.Page;
        await resident.OpenAsync($"/preferences?locality={CaseOffice.Street}&back=%2F");
        await page.FillAsync("#q", title);
        await resident.PressAsync("form.search button");
        await resident.PressAsync($"main a[href*='/items/{key}']");
        Assert.Equal("授权委托书", await page.Locator("main section.prose strong").InnerTextAsync());
        await resident.LookAsync("guide");
        await resident.PressAsync($"a[href*='/apply/{key}']");
        await page.FillAsync("#user", CaseOffice.Resident);
        await page.FillAsync("#password", "demo-Resident-1");
        await resident.PressAsync("main form button.primary");
        await page.CheckAsync("[name='s.agent'][value=agent]");
        await resident.PressAsync("button[value=start]");
        var answers = new JsonObject { ["unitName"] = "余杭第一泳池", ["phone"] = "13800000009", ["area"] = "120", ["late"] = "false", ["notes"] = "无" };
        for (var step = 0; step < 6 && !resident.Path.EndsWith("/materials", StringComparison.Ordinal); step++)
        {
            await resident.FillAsync(answers);
            await resident.LookAsync($"page-{step + 1}");
            await resident.PressAsync("#wizard .actions button.primary");
        }

        Assert.EndsWith("/materials", resident.Path, StringComparison.Ordinal);
        await page.SetInputFilesAsync("[name='mu.letter']", new FilePayload { Name = "letter.pdf", MimeType = "application/pdf", Buffer = Encoding.ASCII.GetBytes("%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n" + key) });
        await resident.PressAsync("#wizard .actions button.primary");
        await page.CheckAsync("[name=declare]");
        await resident.PressAsync("#wizard .actions button.primary");
        Assert.EndsWith("/receipt", resident.Path, StringComparison.Ordinal);
        resident.AssertContent();
        return (await page.Locator(".receipt-numbers").AllInnerTextsAsync())[0];
    }

    /// <summary>What was added is turned to by itself; whoever goes on before would be called back.</summary>
    private static Task ComesToAsync(IPage page, string selector) => Assertions.Expect(page.Locator(selector).First).ToBeFocusedAsync(new() { Timeout = 30_000 });
}
