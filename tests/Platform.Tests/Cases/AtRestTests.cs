using System.Net;
using System.Text.Json.Nodes;
using Dapper;
using Microsoft.Data.Sqlite;
using Platform.Model.Identity;
using Platform.Server.Cases;
using Platform.Tests.Hosting;

namespace Platform.Tests.Cases;

/// <summary>What people write about people, and what opens a case, cannot be read from the database file.</summary>
public sealed class AtRestTests(CaseOffice office) : IClassFixture<CaseOffice>
{
    [Fact]
    public async Task Opinions_reasons_notes_messages_and_codes_stand_nowhere_in_the_database()
    {
        var filed = await office.FileAsync();
        var number = filed["number"]!.GetValue<string>();
        var code = filed["trackingCode"]!.GetValue<string>();
        var officer = await office.AsAsync("wang.lei");
        await office.CompleteAsync("li.na", number, "Accept", opinion: "意见甲乙丙丁");
        foreach (var kind in new[] { "internal", "applicant" })
        {
            await CaseOffice.ReadAsync(await CaseOffice.PostAsync(officer, $"/api/v1/cases/{number}/notes", new JsonObject { ["kind"] = kind, ["text"] = "备注甲乙丙丁" }));
        }

        await CaseOffice.ReadAsync(await CaseOffice.PostAsync(
            officer, $"/api/v1/cases/{number}/extend", new JsonObject { ["days"] = 3, ["reason"] = "理由甲乙丙丁" }, office.NewKey()));
        var task = (await office.TaskAsync("wang.lei", number))["id"]!.GetValue<string>();
        await CaseOffice.ReadAsync(
            await officer.PutAsync($"/api/v1/tasks/{task}/opinion", System.Net.Http.Json.JsonContent.Create(new { text = "草稿甲乙丙丁" })), HttpStatusCode.NoContent);

        Assert.Empty(await ColumnsWithAsync("甲乙丙丁", "\\u7532", code));

        // And those who may read it read it.
        var events = (await CaseOffice.GetAsync(officer, $"/api/v1/cases/{number}/events"))["items"]!.ToJsonString();
        Assert.Contains("甲乙丙丁", JsonNode.Parse(events)!.AsArray().First(e => e!["name"]!.GetValue<string>() == "note.internal")!["payload"]!["text"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal("草稿甲乙丙丁", (await CaseOffice.GetAsync(officer, $"/api/v1/tasks/{task}/opinion"))["text"]!.GetValue<string>());
        var inbox = (await CaseOffice.GetAsync(await office.ResidentAsync(), "/api/v1/inbox"))["items"]!.AsArray();
        Assert.NotEmpty(inbox);

        // The code opens the case and its rating.
        var visitor = office.Server.Client;
        Assert.Equal(number, (await CaseOffice.GetAsync(visitor, $"/api/v1/cases/{number}?code={code}"))["number"]!.GetValue<string>());
        Assert.NotEmpty((await CaseOffice.GetAsync(visitor, $"/api/v1/cases/{number}/evaluations?code={code}"))["items"]!.AsArray());
        Assert.Equal(HttpStatusCode.NotFound, (await visitor.GetAsync($"/api/v1/cases/{number}/evaluations?code=AAAABBBBCCCCDDDD")).StatusCode);
    }

    [Fact]
    public async Task Rows_from_before_encryption_are_read_and_sealed_in_batches()
    {
        var filed = await office.FileAsync();
        var number = filed["number"]!.GetValue<string>();
        var before = await office.CaseAsync(number);
        var personal = office.Server.Get<IPersonalData>();
        await using (var connection = await OpenAsync())
        {
            var stored = await connection.QuerySingleAsync<byte[]>("select sealed from case_state where case_id = (select case_id from case_line where number = @number)", new { number });
            await connection.ExecuteAsync(
                "update case_state set sealed = @plain, plain = 1 where case_id = (select case_id from case_line where number = @number)", new { number, plain = personal.Unseal(stored) });
            await connection.ExecuteAsync(
                "update service_event set tracking_code = @code where project_no = @number", new { number, code = filed["trackingCode"]!.GetValue<string>() });
        }

        await office.RestartAsync();
        Assert.Equal(before.ToJsonString(), (await office.CaseAsync(number)).ToJsonString());
        Assert.NotEmpty((await CaseOffice.GetAsync(await office.ResidentAsync(), "/api/v1/inbox"))["items"]!.AsArray());
        Assert.NotEmpty((await CaseOffice.GetAsync(office.Server.Client, $"/api/v1/cases/{number}/evaluations?code={filed["trackingCode"]}"))["items"]!.AsArray());

        var store = office.Server.Get<CaseStore>();
        while (await store.SealAsync(1, CancellationToken.None) > 0)
        {
            // One after the other until none is left.
        }

        await using (var connection = await OpenAsync())
        {
            Assert.Equal(0, await connection.ExecuteScalarAsync<int>("select count(*) from case_state where plain <> 0 or substr(sealed, 1, 1) = '{'"));
        }

        await office.CompleteAsync("li.na", number, "Accept");
        Assert.Equal("inReview", await office.StateAsync(number));
    }

    private async Task<SqliteConnection> OpenAsync()
    {
        var connection = new SqliteConnection($"Data Source={office.Server.Data.Database};Pooling=False");
        await connection.OpenAsync();
        return connection;
    }

    /// <summary>Columns of any table with one of these texts in them; the demonstration's telephone is not looked at, it shows what would have left the house.</summary>
    private async Task<IReadOnlyList<string>> ColumnsWithAsync(params string[] texts)
    {
        await using var connection = await OpenAsync();
        var found = new List<string>();
        foreach (var table in await connection.QueryAsync<string>("select name from sqlite_master where type = 'table' and name <> 'demo_sms'"))
        {
            foreach (var column in await connection.QueryAsync<string>("select name from pragma_table_info(@table)", new { table }))
            {
                foreach (var text in texts)
                {
                    if (await connection.ExecuteScalarAsync<int>($"select count(*) from \"{table}\" where instr(\"{column}\", @text) > 0", new { text }) > 0)
                    {
                        found.Add($"{table}.{column}: {text}");
                    }
                }
            }
        }

        return found;
    }
}
